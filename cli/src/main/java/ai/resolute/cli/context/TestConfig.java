package ai.resolute.cli.context;

import ai.resolute.api.wire.Wire;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a configuration becomes for a test of it: one batch, one validation, one checkpoint. */
final class TestConfig {
    private static final Map<String, Integer> ONE_BATCH = Map.of("batches", 1);

    private TestConfig() {}

    static String of(Map<String, @Nullable Object> tree) {
        var config = new LinkedHashMap<String, @Nullable Object>(tree);
        config.remove("batches_per_step");
        config.put("scheduling_unit", 1);
        config.put("min_validation_period", ONE_BATCH);
        config.put("max_restarts", 0);
        config.put("description", "[test-mode] " + title(tree));
        var storage = ExperimentFile.part(tree, "checkpoint_storage");
        for (var kept : List.of("save_experiment_best", "save_trial_best", "save_trial_latest")) {
            storage.put(kept, 0);
        }
        config.put("checkpoint_storage", storage);
        var searcher = ExperimentFile.part(tree, "searcher");
        searcher.keySet().retainAll(List.of("metric", "smaller_is_better"));
        searcher.put("name", "single");
        searcher.put("max_length", ONE_BATCH);
        config.put("searcher", searcher);
        return Wire.text(config);
    }

    private static String title(Map<String, @Nullable Object> tree) {
        return Optional.ofNullable(tree.get("description"))
                .or(() -> Optional.ofNullable(tree.get("name")))
                .map(String::valueOf)
                .orElseGet(() -> UUID.randomUUID().toString());
    }
}
