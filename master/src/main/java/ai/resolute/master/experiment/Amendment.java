package ai.resolute.master.experiment;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.config.JsonTree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people change of an experiment.
 *
 * @param changes keys that are laid over its configuration
 * @param unlimited whether its trials may hold any number of slots together from now on
 */
public record Amendment(Map<String, Object> changes, boolean unlimited, Optional<String> notes) {
    /** Only these keys. */
    public static Amendment of(Map<String, Object> changes) {
        return new Amendment(changes, false, Optional.empty());
    }

    ExperimentOrigin on(ExperimentOrigin before, ConfigDefaults defaults) {
        var config = config(before.config(), defaults);
        return before.with(config, notes.orElse(before.notes()));
    }

    private ExperimentConfig config(ExperimentConfig before, ConfigDefaults defaults) {
        var lower = unlimited ? withoutLimit(before.tree()) : before.tree();
        return ExperimentConfigs.parse(
                new JsonTree(new LinkedHashMap<String, @Nullable Object>(changes)).toJson(),
                lower.toJson(),
                defaults);
    }

    private static JsonTree withoutLimit(JsonTree config) {
        var tree = new LinkedHashMap<String, @Nullable Object>(config.root());
        if (tree.get("resources") instanceof Map<?, ?> known) {
            var resources = new LinkedHashMap<String, @Nullable Object>();
            known.forEach((key, value) -> resources.put(String.valueOf(key), value));
            resources.remove("max_slots");
            tree.put("resources", resources);
        }
        return new JsonTree(tree);
    }
}
