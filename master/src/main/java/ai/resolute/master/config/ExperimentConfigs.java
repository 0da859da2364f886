package ai.resolute.master.config;

import ai.resolute.master.config.schema.ExperimentReader;

/** Reads experiment configurations of both generations into one form. */
public final class ExperimentConfigs {
    private ExperimentConfigs() {}

    /**
     * The configuration in the text.
     *
     * @throws InvalidConfigException with every fault there is
     */
    public static ExperimentConfig parse(String text, ConfigDefaults defaults) {
        return ExperimentReader.read(Yaml.parse(text), defaults);
    }
}
