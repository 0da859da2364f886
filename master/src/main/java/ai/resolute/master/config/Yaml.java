package ai.resolute.master.config;

import org.jspecify.annotations.Nullable;

/** Reads YAML by the 1.2 core rules, of which JSON is a subset. */
public final class Yaml {
    private Yaml() {}

    /**
     * The one document in the text: null, string, number, boolean, list, or map with string keys.
     *
     * @throws InvalidConfigException with the line of each fault
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static @Nullable Object parse(String text) {
        throw new UnsupportedOperationException("not built yet: " + text.length());
    }
}
