package ai.resolute.master.rest.log;

import ai.resolute.api.LogMessages.LogLevel;
import ai.resolute.api.LogMessages.TaskLine;
import ai.resolute.api.LogMessages.TrialLine;
import ai.resolute.api.wire.Times;
import ai.resolute.master.log.LogEntry;
import ai.resolute.master.log.LogLine;
import ai.resolute.master.log.LogSource;
import ai.resolute.master.trial.Trial;
import java.util.Optional;

/** Maps log lines to messages. */
final class LogView {
    /** The one node. */
    static final String NODE = "local";

    private LogView() {}

    static TrialLine line(Trial trial, LogEntry entry) {
        var line = entry.line();
        return new TrialLine(
                Long.toString(entry.id()),
                line.time(),
                message(line),
                level(line),
                trial.id().value(),
                Optional.of(NODE),
                Optional.empty(),
                line.rank(),
                line.text() + "\n",
                Optional.of(source(line.source())),
                stdtype(line.source()));
    }

    static TaskLine line(LogEntry entry) {
        var line = entry.line();
        return new TaskLine(
                Long.toString(entry.id()),
                entry.task().value(),
                entry.allocation().map(Object::toString),
                Optional.of(NODE),
                Optional.empty(),
                line.rank(),
                line.time(),
                level(line),
                stdtype(line.source()),
                Optional.of(source(line.source())),
                line.text() + "\n",
                message(line));
    }

    /** The line as it is printed, with its newline: clients add none. */
    private static String message(LogLine line) {
        var rank = line.rank().map(number -> "[rank=" + number + "] ").orElse("");
        var level = line.level().map(known -> known + ": ").orElse("");
        return "[%s] %8s %s|| %s%s\n"
                .formatted(Times.format(line.time()), "", rank, level, line.text());
    }

    private static LogLevel level(LogLine line) {
        return line.level()
                .map(known -> LogLevel.valueOf("LOG_LEVEL_" + known))
                .orElse(LogLevel.LOG_LEVEL_UNSPECIFIED);
    }

    static String source(LogSource source) {
        return source == LogSource.MASTER ? "master" : "task";
    }

    static Optional<String> stdtype(LogSource source) {
        return switch (source) {
            case STDOUT -> Optional.of("stdout");
            case STDERR -> Optional.of("stderr");
            case MASTER -> Optional.empty();
        };
    }
}
