package ai.resolute.master.config.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays one document over another: objects merge key by key, and the upper one wins. Each
 * hyperparameter and each length is replaced whole, so are storages and searchers of another kind;
 * lists are replaced but for a few that add up.
 */
public final class Layers {
    private static final Set<String> WHOLE =
            Set.of("min_validation_period", "min_checkpoint_period", "searcher.max_length");
    private static final Set<String> ADDING =
            Set.of(
                    "bind_mounts",
                    "log_policies",
                    "environment.environment_variables",
                    "environment.environment_variables.cpu",
                    "environment.environment_variables.cuda",
                    "environment.environment_variables.gpu",
                    "environment.environment_variables.rocm");

    /** Objects that are of a kind, and the key that names it. */
    private static final Map<String, String> KINDS =
            Map.of("searcher", "name", "checkpoint_storage", "type", "data_layer", "type");

    /** Different words for the same. */
    private static final List<Set<String>> SYNONYMS =
            List.of(
                    Set.of("batches_per_step", "scheduling_unit"),
                    Set.of(
                            "searcher.max_steps",
                            "searcher.target_trial_steps",
                            "searcher.max_length"));

    private Layers() {}

    /** The upper document over the lower one; neither is changed. */
    public static Map<String, @Nullable Object> over(Map<?, ?> lower, Map<?, ?> upper) {
        return merged(lower, upper, "");
    }

    private static Map<String, @Nullable Object> merged(
            Map<?, ?> lower, Map<?, ?> upper, String path) {
        var merged = new LinkedHashMap<String, @Nullable Object>();
        lower.forEach((key, value) -> merged.put(String.valueOf(key), value));
        upper.forEach((key, value) -> {
            if (value != null) {
                var name = String.valueOf(key);
                var here = path.isEmpty() ? name : path + "." + name;
                synonyms(here)
                        .forEach(other -> {
                            if (!other.equals(here)) {
                                merged.remove(other.substring(other.lastIndexOf('.') + 1));
                            }
                        });
                merged.put(name, value(merged.get(name), value, here));
            }
        });
        return merged;
    }

    private static Set<String> synonyms(String path) {
        return SYNONYMS.stream().filter(words -> words.contains(path)).findFirst().orElse(Set.of());
    }

    private static @Nullable Object value(@Nullable Object lower, Object upper, String path) {
        if (ADDING.contains(path) && lower != null) {
            return added(lower, upper, path);
        }
        if (!(lower instanceof Map<?, ?> below) || !(upper instanceof Map<?, ?> above)) {
            return upper;
        }
        var isHyperparameter = path.startsWith("hyperparameters.");
        return isHyperparameter || WHOLE.contains(path) || otherKind(below, above, path)
                ? upper
                : merged(below, above, path);
    }

    private static boolean otherKind(Map<?, ?> lower, Map<?, ?> upper, String path) {
        var key = KINDS.get(path);
        return key != null && upper.get(key) != null && !upper.get(key).equals(lower.get(key));
    }

    private static Object added(Object lower, Object upper, String path) {
        if (lower instanceof List<?> below && upper instanceof List<?> above) {
            var all = new ArrayList<@Nullable Object>(below);
            all.addAll(above);
            return all;
        }
        if (lower instanceof Map || upper instanceof Map) {
            return merged(perDevice(lower), perDevice(upper), path);
        }
        return upper;
    }

    /** A list for all devices as one for each. */
    private static Map<?, ?> perDevice(Object value) {
        return value instanceof Map<?, ?> map
                ? map
                : Map.of("cpu", value, "cuda", value, "rocm", value);
    }
}
