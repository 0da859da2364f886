package ai.resolute.master.rest.log;

import ai.resolute.master.log.LogLevel;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Levels of log lines as clients spell them. */
public final class Levels {
    private static final Set<String> LEVELS =
            Set.of("TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");

    private Levels() {}

    /** With or without the prefix; what is not known is no level. */
    public static Optional<LogLevel> of(String text) {
        var name = text.toUpperCase(Locale.ROOT).replaceFirst("^LOG_LEVEL_", "");
        return LEVELS.contains(name) ? Optional.of(LogLevel.valueOf(name)) : Optional.empty();
    }
}
