package ai.resolute.cli.output;

import java.util.Locale;

/** How data is written. */
public enum Format {
    TABLE,
    JSON,
    CSV,
    YAML;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
