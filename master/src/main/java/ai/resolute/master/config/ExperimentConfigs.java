package ai.resolute.master.config;

import ai.resolute.master.config.fault.Fault;
import ai.resolute.master.config.fault.InvalidConfigException;
import ai.resolute.master.config.schema.ExperimentJsonSchema;
import ai.resolute.master.config.schema.ExperimentReader;
import ai.resolute.master.config.schema.Layers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads experiment configurations of both generations into one form. */
public final class ExperimentConfigs {
    /** What a template lacks for a whole configuration. */
    private static final String RUNNABLE =
            "{\"entrypoint\": \"train.py\", \"searcher\": {\"name\": \"single\", \"metric\": \"loss\"}}";

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
        return ExperimentReader.read(laid(text, template), defaults);
    }

    private static @Nullable Object laid(String text, String template) {
        var upper = Yaml.parse(text);
        var lower = Yaml.parse(template);
        if (lower instanceof Map<?, ?> below && upper instanceof Map<?, ?> above) {
            return Layers.over(below, above);
        }
        return upper == null ? lower : upper;
    }

    /**
     * The configuration in the text, of an experiment that the cluster runs nothing of: it needs no
     * entrypoint. A template lies below it.
     *
     * @throws InvalidConfigException with every fault there is
     */
    public static ExperimentConfig parseUnmanaged(
            String text, Optional<String> template, ConfigDefaults defaults) {
        var whole = template.map(below -> laid(text, below)).orElseGet(() -> Yaml.parse(text));
        if (!(whole instanceof Map<?, ?> given)) {
            return ExperimentReader.read(whole, defaults);
        }
        var root = new LinkedHashMap<Object, @Nullable Object>(given);
        root.put("internal", Map.of("unmanaged", true));
        if (root.get("searcher") == null) {
            root.put("searcher", Map.of("name", "single", "metric", "unmanaged"));
        }
        return ExperimentReader.read(root, defaults);
    }

    /**
     * Refuses a part of a configuration that no other part could make good.
     *
     * @throws InvalidConfigException with every fault there is
     */
    public static void checkTemplate(String text, ConfigDefaults defaults) {
        var template = JsonTree.read(text).root();
        var namesSearcher =
                template.get("searcher") instanceof Map<?, ?> searcher
                        && searcher.get("name") != null;
        try {
            parse(text, RUNNABLE, defaults);
        } catch (InvalidConfigException refused) {
            var faults =
                    refused.faults().stream()
                            .filter(fault -> !fault.what().startsWith("is missing"))
                            .filter(fault -> namesSearcher || !fault.path().startsWith("searcher"))
                            .toList();
            if (!faults.isEmpty()) {
                throw new InvalidConfigException(faults);
            }
        }
    }

    /** Adds the faults of a {@code checkpoint_storage} that is the default of a cluster. */
    public static void checkStorage(@Nullable Object section, List<Fault> faults) {
        ExperimentReader.checkStorage(section, faults);
    }

    /** What configurations may be, as a JSON Schema. */
    public static JsonTree schema() {
        return ExperimentJsonSchema.tree();
    }
}
