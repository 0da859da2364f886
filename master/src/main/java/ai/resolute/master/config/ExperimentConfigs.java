package ai.resolute.master.config;

/** Reads experiment configurations of both generations into one form. */
public final class ExperimentConfigs {
    private ExperimentConfigs() {}

    /**
     * The configuration in the text.
     *
     * @throws InvalidConfigException with every fault there is
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static ExperimentConfig parse(String text, ConfigDefaults defaults) {
        throw new UnsupportedOperationException("not built yet: " + text + defaults);
    }
}
