package ai.resolute.master.log;

import java.time.Instant;
import java.util.Optional;

/**
 * A line as its writer sent it, without its newline.
 *
 * @param rank which process of several wrote it
 */
public record LogLine(
        Instant time,
        LogSource source,
        String text,
        Optional<LogLevel> level,
        Optional<Integer> rank) {}
