package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.fault.InvalidConfigException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ExperimentConfigsTest {
    static final ConfigDefaults DEFAULTS =
            new ConfigDefaults(Path.of("/data/checkpoints"), 2, 7, "Experiment (calm-blue-fox)");
    private static final String SCRIPT = "internal: {native: {command: [train.py, --fast]}}\n";

    @Test
    void aConfigurationOfOnlyACommandIsOneTrialRankedByADefaultedMetric() {
        var config = parse(SCRIPT);
        assertThat(config.name()).isEqualTo("Experiment (calm-blue-fox)");
        assertThat(config.searcher().type()).isEqualTo("single");
        assertThat(config.searcher().metric()).isEqualTo("val_loss");
        assertThat(config.searcher().common().metricDefaulted()).isTrue();
        assertThat(config.trial().seed()).isEqualTo(7);
        assertThat(config.trial().storage().directory()).contains(Path.of("/data/checkpoints"));
        assertThat(config.trial().command()).containsExactly("train.py", "--fast");
        assertThat(config.resources().slotsPerTrial()).isEqualTo(1);
        assertThat(config.resources().isolateTmp()).isTrue();
    }

    /** The storage of a configuration over a default, as type, bucket, endpoint and prefix. */
    private static List<Object> overDefault(String section) {
        var below =
                new JsonTree(
                        Map.of(
                                "type", "s3",
                                "bucket", "b",
                                "endpoint_url", "http://127.0.0.1:1",
                                "prefix", "p"));
        var defaults = new ConfigDefaults(Path.of("/data"), Optional.of(below), 2, 7, "name");
        var read = ExperimentConfigs.parse(SCRIPT + section, defaults).trial().storage();
        return Stream.of("type", "bucket", "endpoint_url", "prefix", "host_path")
                .map(read.section().root()::get)
                .map(value -> value == null ? "-" : value)
                .toList();
    }

    @Test
    void aStorageIsLaidOverThatOfTheClusterUnlessItIsOfAnotherKind() {
        var url = "http://127.0.0.1:1";
        assertThat(overDefault("")).containsExactly("s3", "b", url, "p", "-");
        assertThat(overDefault("checkpoint_storage: null"))
                .containsExactly("s3", "b", url, "p", "-");
        assertThat(overDefault("checkpoint_storage: {prefix: q}"))
                .containsExactly("s3", "b", url, "q", "-");
        assertThat(overDefault("checkpoint_storage: {type: s3, bucket: c, endpoint_url: null}"))
                .containsExactly("s3", "c", "-", "p", "-");
        assertThat(overDefault("checkpoint_storage: {type: gcs, bucket: c}"))
                .containsExactly("gcs", "c", "-", "-", "-");
        assertThat(overDefault("checkpoint_storage: {type: shared_fs}"))
                .containsExactly("shared_fs", "-", "-", "-", "/data");
        assertThatThrownBy(() -> overDefault("checkpoint_storage: {host_path: /a}"))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("checkpoint_storage.host_path");
        assertThatThrownBy(() -> overDefault("checkpoint_storage: here"))
                .hasMessageContaining("checkpoint_storage");
    }

    @Test
    void theTreeHoldsEveryDefaultThatTrialsIndex() {
        var tree = parse(SCRIPT).tree().root();
        assertThat(tree)
                .containsEntry("scheduling_unit", 100)
                .containsEntry("records_per_epoch", 0)
                .containsEntry("checkpoint_policy", "best")
                .containsEntry("min_validation_period", Map.of("batches", 0))
                .containsEntry("min_checkpoint_period", Map.of("batches", 0))
                .containsEntry("perform_initial_validation", false)
                .containsEntry("max_restarts", 5)
                .containsEntry("entrypoint", null)
                .containsEntry("preemption_timeout", 3600);
        assertThat(branch(tree, "profiling")).containsEntry("enabled", false);
        assertThat(branch(tree, "optimizations"))
                .containsEntry("aggregation_frequency", 1)
                .containsEntry("mixed_precision", "O0");
        assertThat(branch(tree, "checkpoint_storage"))
                .containsEntry("type", "shared_fs")
                .containsEntry("host_path", "/data/checkpoints")
                .containsEntry("save_trial_best", 1);
        assertThat(branch(tree, "searcher")).doesNotContainKey("max_length");
        assertThat(branch(tree, "internal")).containsEntry("metric_defaulted", true);
    }

    @Test
    void aTreeReadsAgainAsItself() {
        var first = parse(LEGACY);
        var again = parse(first.tree().toJson());
        assertThat(again.tree().toJson()).isEqualTo(first.tree().toJson());
        assertThat(again.searcher()).isEqualTo(first.searcher());
        assertThat(again.hyperparameters()).isEqualTo(first.hyperparameters());
        assertThat(again.trial()).isEqualTo(first.trial());
        assertThat(parse(parse(SCRIPT).tree().toJson()).searcher().common().metricDefaulted())
                .isTrue();
    }

    private static final String LEGACY =
            """
            description: old words
            batches_per_step: 50
            min_validation_period: 2
            min_checkpoint_period: null
            labels: {a: 1, b: 2}
            environment:
              image: {cpu: c, gpu: g}
              environment_variables: {gpu: [DEVICE=cuda], cpu: [DEVICE=cpu, EMPTY=]}
              python: /opt/python
            searcher: {name: random, metric: val_acc, smaller_is_better: false, max_steps: 4, max_trials: 3}
            hyperparameters:
              learning_rate: {type: log, base: 10, minval: -4, maxval: -2}
              layers: [16, 32]
              nothing: null
              optimizer: {name: {type: categorical, vals: [sgd, adam]}, type: {type: const, val: x}}
            internal: {native: {command: [train.py]}}
            """;

    @Test
    void keysOfTheFirstGenerationBecomeThoseOfTheSecond() {
        var config = parse(LEGACY);
        var tree = config.tree().root();
        assertThat(config.name()).isEqualTo("old words");
        assertThat(tree).containsEntry("scheduling_unit", 50).doesNotContainKey("batches_per_step");
        assertThat(branch(tree, "min_validation_period")).containsEntry("batches", 100);
        assertThat(branch(tree, "min_checkpoint_period")).containsEntry("batches", 0);
        assertThat(branch(branch(tree, "searcher"), "max_length")).containsEntry("batches", 200);
        assertThat(branch(tree, "searcher")).doesNotContainKey("max_steps");
        assertThat(tree).containsEntry("labels", java.util.List.of("a", "b"));
        assertThat(config.trial().environment())
                .containsEntry("DEVICE", "cpu")
                .containsKey("EMPTY");
        assertThat(config.trial().cudaEnvironment()).containsOnly(Map.entry("DEVICE", "cuda"));
        assertThat(config.trial().python()).contains("/opt/python");
    }

    @Test
    void hyperparametersAreConstantsRangesChoicesAndGroups() {
        var nodes = parse(LEGACY).hyperparameters().nodes();
        assertThat(nodes.get("layers"))
                .isEqualTo(new Hyperparameters.Constant(java.util.List.of(16, 32)));
        assertThat(nodes.get("nothing")).isEqualTo(new Hyperparameters.Constant(null));
        assertThat(nodes.get("learning_rate")).isInstanceOf(Hyperparameters.LogRange.class);
        var group = (Hyperparameters.Nested) nodes.get("optimizer");
        assertThat(group.nodes().get("type")).isEqualTo(new Hyperparameters.Constant("x"));
    }

    @Test
    void yamlIsReadByTheCoreRules() {
        var text =
                SCRIPT + "name: yes\nhyperparameters: {lr: 1e-3, on: off, big: 0x10, oct: 0o17}\n";
        var config = parse(text);
        assertThat(config.name()).isEqualTo("yes");
        var nodes = config.hyperparameters().nodes();
        assertThat(nodes.get("lr")).isEqualTo(new Hyperparameters.Constant(1e-3));
        assertThat(nodes.get("on")).isEqualTo(new Hyperparameters.Constant("off"));
        assertThat(nodes.get("big")).isEqualTo(new Hyperparameters.Constant(16));
        assertThat(nodes.get("oct")).isEqualTo(new Hyperparameters.Constant(15));
    }

    @Test
    void anEntrypointNamesAPythonScriptAsALineOrAList() {
        for (var entrypoint :
                java.util.List.of(
                        "python3 train.py --fast",
                        "/usr/bin/python3.11 -u train.py   --fast",
                        "train.py --fast",
                        "[python, train.py, --fast]")) {
            var config = parse("entrypoint: " + entrypoint);
            assertThat(config.trial().command()).containsExactly("train.py", "--fast");
            assertThat(config.tree().toJson()).contains("{\"command\":[\"train.py\",\"--fast\"]}");
            assertThat(parse(config.tree().toJson()).trial()).isEqualTo(config.trial());
        }
    }

    @Test
    void anEntrypointNamesATrialClass() {
        var config = parse("entrypoint: models.image:MyTrial");
        assertThat(config.trial().command()).isEmpty();
        assertThat(config.tree().toJson()).contains("\"entrypoint\":\"models.image:MyTrial\"");
        assertThat(parse(config.tree().toJson()).trial()).isEqualTo(config.trial());
    }

    @Test
    void checkpointsLieBelowTheHostPathOrInADirectory() {
        assertThat(storage("{host_path: /a, storage_path: b/c}")).isEqualTo(Path.of("/a/b/c"));
        assertThat(storage("{host_path: /a, storage_path: /a/b}")).isEqualTo(Path.of("/a/b"));
        assertThat(storage("{host_path: /a, checkpoint_path: c}")).isEqualTo(Path.of("/a/c"));
        assertThat(storage("{type: directory, container_path: /d}")).isEqualTo(Path.of("/d"));
    }

    @Test
    void aGridCountsItsPoints() {
        var config =
                parse(
                        SCRIPT
                                + "searcher: {name: grid, metric: loss}\n"
                                + "hyperparameters: {a: {type: int, minval: 1, maxval: 2, count:"
                                + " 9}, b: {c: {type: categorical, vals: [1, 2, 3]}}}");
        assertThat(config.searcher())
                .isInstanceOfSatisfying(
                        SearcherConfig.Grid.class,
                        grid ->
                                assertThat(grid.trials())
                                        .isEqualTo(new SearcherConfig.Trials(6, 16)));
    }

    private static Path storage(String text) {
        return parse(SCRIPT + "checkpoint_storage: " + text)
                .trial()
                .storage()
                .directory()
                .orElseThrow();
    }

    private static ExperimentConfig parse(String text) {
        return ExperimentConfigs.parse(text, DEFAULTS);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> branch(Map<String, ?> tree, String key) {
        return (Map<String, Object>) tree.get(key);
    }
}
