package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A configuration laid over a template. */
final class LayersTest {
    @Test
    void objectsMergeAndTheConfigurationWins() {
        var root =
                over(
                        "max_restarts: 1\nresources: {weight: 3, max_slots: 2}",
                        "max_restarts: 2\nresources: {max_slots: 1}");
        assertThat(root).containsEntry("max_restarts", 2);
        assertThat(map(root, "resources")).containsEntry("weight", 3).containsEntry("max_slots", 1);
    }

    @Test
    void nothingSaidLeavesTheTemplate() {
        assertThat(over("max_restarts: 1", "max_restarts: null")).containsEntry("max_restarts", 1);
        assertThat(over("max_restarts: 1", "")).containsEntry("max_restarts", 1);
        assertThat(over("", "max_restarts: 3")).containsEntry("max_restarts", 3);
    }

    @Test
    void aHyperparameterIsReplacedWhole() {
        var root =
                over(
                        "hyperparameters: {a: {type: int, minval: 1, maxval: 3, count: 2}, b: 1}",
                        "hyperparameters: {a: {type: double, minval: 0, maxval: 1}}");
        assertThat(map(map(root, "hyperparameters"), "a"))
                .containsEntry("type", "double")
                .containsEntry("count", null);
        assertThat(map(root, "hyperparameters")).containsKey("b");
    }

    @Test
    void aSearcherOfAnotherKindIsReplacedAndOneOfTheSameMerges() {
        var lower = "searcher: {name: random, metric: a, max_trials: 4}";
        assertThat(map(over(lower, "searcher: {name: single, metric: b}"), "searcher"))
                .containsEntry("name", "single")
                .doesNotContainKey("max_trials");
        assertThat(map(over(lower, "searcher: {max_trials: 5}"), "searcher"))
                .containsEntry("metric", "a")
                .containsEntry("max_trials", 5);
    }

    @Test
    void storagesMergeOnlyWhenTheyAreOfAKind() {
        var lower = "checkpoint_storage: {type: shared_fs, host_path: /a, save_trial_best: 3}";
        assertThat(map(over(lower, "checkpoint_storage: {storage_path: b}"), "checkpoint_storage"))
                .containsEntry("host_path", "/a")
                .containsEntry("save_trial_best", 3);
        assertThat(
                        map(
                                over(
                                        lower,
                                        "checkpoint_storage: {type: directory, container_path: /d}"),
                                "checkpoint_storage"))
                .containsEntry("save_trial_best", 1)
                .doesNotContainKey("host_path");
    }

    @Test
    void lengthsAreReplacedWhole() {
        var root =
                over("min_validation_period: {epochs: 1}", "min_validation_period: {batches: 7}");
        assertThat(map(root, "min_validation_period")).isEqualTo(Map.of("batches", 7));
    }

    @Test
    void theOldWordForAKeyIsReplacedByTheNewOne() {
        assertThat(over("batches_per_step: 10", "scheduling_unit: 20"))
                .containsEntry("scheduling_unit", 20);
        assertThat(over("scheduling_unit: 10", "batches_per_step: 20"))
                .containsEntry("scheduling_unit", 20);
        var root =
                over(
                        "searcher: {name: single, metric: a, max_steps: 3}",
                        "searcher: {max_length: {epochs: 2}}");
        assertThat(map(map(root, "searcher"), "max_length")).isEqualTo(Map.of("epochs", 2));
    }

    @Test
    void someListsAddUpAndTheOthersAreReplaced() {
        var root =
                over(
                        "labels: [a]\nlog_policies: [{pattern: x}]\nenvironment: {environment_variables: [A=1]}",
                        "labels: [b]\nlog_policies: [{pattern: y}]\nenvironment: {environment_variables: {cuda: [B=2]}}");
        assertThat(root).containsEntry("labels", java.util.List.of("b"));
        assertThat((java.util.List<?>) root.get("log_policies")).hasSize(2);
        var variables = map(map(root, "environment"), "environment_variables");
        assertThat(variables)
                .containsEntry("cpu", java.util.List.of("A=1"))
                .containsEntry("cuda", java.util.List.of("A=1", "B=2"));
    }

    @Test
    void bothMayHaveFaults() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> over("zzz: 1", "debug: 1"))
                .hasMessageContaining("2 faults");
    }

    private static Map<String, Object> over(String template, String text) {
        var command = "internal: {native: {command: [train.py]}}\n";
        var root =
                ExperimentConfigs.parse(text, command + template, ExperimentConfigsTest.DEFAULTS)
                        .tree()
                        .root();
        return Map.class.cast(root);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.get(key);
    }
}
