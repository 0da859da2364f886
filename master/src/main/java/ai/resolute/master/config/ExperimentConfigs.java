package ai.resolute.master.config;

import ai.resolute.master.config.schema.ExperimentJsonSchema;
import ai.resolute.master.config.schema.ExperimentReader;
import ai.resolute.master.config.schema.Layers;
import java.util.Map;

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

    /**
     * The configuration in the text laid over a template, which lies over the defaults.
     *
     * @throws InvalidConfigException with every fault there is
     */
    public static ExperimentConfig parse(String text, String template, ConfigDefaults defaults) {
        var upper = Yaml.parse(text);
        var lower = Yaml.parse(template);
        return lower instanceof Map<?, ?> below && upper instanceof Map<?, ?> above
                ? ExperimentReader.read(Layers.over(below, above), defaults)
                : ExperimentReader.read(upper == null ? lower : upper, defaults);
    }

    /** What configurations may be, as a JSON Schema. */
    public static JsonTree schema() {
        return ExperimentJsonSchema.tree();
    }
}
