package ai.resolute.master.config.schema;

import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shape;
import ai.resolute.master.config.shape.Shapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites the keys of 0.12 as those of 0.38: lengths in steps become batches, the description
 * becomes the name, GPUs are called CUDA. What cannot be rewritten stays, for the schema to tell.
 */
final class LegacyKeys {
    private static final int DEFAULT_UNIT = 100;
    private static final Set<String> PERIODS =
            Set.of("min_validation_period", "min_checkpoint_period");

    /** These count in steps themselves. */
    private static final Set<String> DRIVING =
            Set.of(
                    "sync_halving",
                    "async_halving",
                    "adaptive",
                    "adaptive_simple",
                    "adaptive_asha",
                    "pbt");

    private final Map<String, @Nullable Object> root;
    private final Place place;

    private LegacyKeys(Map<?, ?> given, Place place) {
        this.root = copy(given);
        this.place = place;
    }

    static Map<String, @Nullable Object> rewrite(Map<?, ?> given, Place place) {
        return new LegacyKeys(given, place).rewrite();
    }

    /** Labels may be the keys of a map. */
    static Shape labels(Shape list) {
        return Shape.of(
                Schemas.any(list.schema(), Schemas.deprecated(Schemas.type("object"), "0.12")),
                list::read);
    }

    private Map<String, @Nullable Object> rewrite() {
        rename(root, "batches_per_step", "scheduling_unit", place);
        var unit = Shapes.wholeNumber(root.get("scheduling_unit"));
        var batches = unit == null ? DEFAULT_UNIT : unit;
        PERIODS.forEach(
                period -> root.computeIfPresent(period, (_, value) -> length(value, batches)));
        inner("searcher").ifPresent(searcher -> rewriteSearcher(searcher, batches));
        inner("environment").ifPresent(this::rewriteEnvironment);
        if (root.get("labels") instanceof Map<?, ?> labels) {
            root.put("labels", new ArrayList<>(labels.keySet()));
        }
        if (root.get("name") == null && root.get("description") instanceof String description) {
            root.put("name", description);
        }
        return root;
    }

    private void rewriteSearcher(Map<String, @Nullable Object> searcher, long unit) {
        if (searcher.get("name") instanceof String name && DRIVING.contains(name)) {
            return;
        }
        rename(searcher, "target_trial_steps", "max_steps", place.at("searcher"));
        var steps = searcher.get("max_steps");
        if (!(length(steps, unit) instanceof Map<?, ?> length)) {
            return;
        }
        if (searcher.get("max_length") == null) {
            searcher.put("max_steps", length);
        }
        rename(searcher, "max_steps", "max_length", place.at("searcher"));
    }

    private void rewriteEnvironment(Map<String, @Nullable Object> environment) {
        for (var key : Set.of("image", "environment_variables")) {
            if (environment.get(key) instanceof Map<?, ?> devices) {
                var copy = copy(devices);
                rename(copy, "gpu", "cuda", place.at("environment").at(key));
                environment.put(key, copy);
            }
        }
    }

    /** A number of steps as batches; anything else as it is. */
    private static @Nullable Object length(@Nullable Object value, long unit) {
        var steps = Shapes.wholeNumber(value);
        if (steps == null || steps < 0 || unit < 1 || steps > Integer.MAX_VALUE / unit) {
            return value;
        }
        return Map.of("batches", steps * unit);
    }

    private static void rename(
            Map<String, @Nullable Object> map, String old, String now, Place place) {
        if (!map.containsKey(old)) {
            return;
        }
        var value = map.remove(old);
        if (map.get(now) != null) {
            place.at(old)
                    .fault(
                            "is %s, and says the same as '%s'.".formatted(Shapes.shown(value), now),
                            "Give one of the two.");
        } else {
            map.put(now, value);
        }
    }

    private Optional<Map<String, @Nullable Object>> inner(String key) {
        if (!(root.get(key) instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        var copy = copy(map);
        root.put(key, copy);
        return Optional.of(copy);
    }

    private static Map<String, @Nullable Object> copy(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }
}
