package ai.resolute.master.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What follows when a line of a trial's log matches.
 *
 * @param name what people call it; without a name it goes by its pattern
 * @param pattern a regular expression that is looked for anywhere in a line
 */
public record LogPolicy(Optional<String> name, String pattern, Optional<Action> action) {
    /** These are told of every trial, whatever its configuration says. */
    public static final List<LogPolicy> STANDARD =
            List.of(
                    told("CUDA OOM", "CUDA out of memory"),
                    told("ECC Error", "uncorrectable ECC error encountered"));

    /** What is done, besides telling. */
    public enum Action {
        /** No failure of the trial is followed by another run. */
        CANCEL_RETRIES,
        /** Its next runs go to other nodes. */
        EXCLUDE_NODE;

        /** In a configuration. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What it is called. */
    public String title() {
        return name.orElse(pattern);
    }

    private static LogPolicy told(String name, String pattern) {
        return new LogPolicy(Optional.of(name), pattern, Optional.empty());
    }
}
