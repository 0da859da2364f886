package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.resolute.master.config.fault.Fault;
import ai.resolute.master.config.fault.InvalidConfigException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What people are told about configurations that are wrong. */
final class InvalidConfigTest {
    private static final String SCRIPT = "internal: {native: {command: [train.py]}}\n";

    @TestFactory
    Stream<DynamicTest> eachMistakeHasItsPlaceAndItsRemedy() {
        return Stream.of(
                says(
                        "max_restart: 3",
                        "max_restart: is not a known key. Did you mean 'max_restarts'?"),
                says(
                        "resources: {slot_per_trial: 1}",
                        "resources.slot_per_trial",
                        "'slots_per_trial'"),
                says("zzz: 1", "zzz: is not a known key. Remove it; known here: name,"),
                says("max_restarts: many", "max_restarts: is 'many'", "whole number of at least 0"),
                says("max_restarts: 1.5", "max_restarts: is 1.5"),
                says("debug: yes", "debug: is 'yes'", "true or false"),
                says("name: 12", "name: is 12, which is not text", "quotes"),
                says("labels: [a, 2]", "labels[1]: is 2"),
                says("checkpoint_policy: bset", "checkpoint_policy: is 'bset'", "best, all, none"),
                says(
                        "resources: {slots_per_trial: 3}",
                        "is 3, but this cluster has 2 slots",
                        "at most 2"),
                says("resources: {max_slots: 0}", "resources.max_slots: is 0"),
                says("resources: {weight: 0}", "resources.weight", "greater than 0"),
                says("resources: {slots: 1}", "resources.slots: is not a known key"),
                says(
                        "searcher: {name: custom, metric: loss}",
                        "'custom', which has been removed",
                        "single, random, grid"),
                says("searcher: {name: radnom, metric: loss}", "Did you mean 'random'?"),
                says("searcher: {metric: loss}", "searcher.name: is missing"),
                says("searcher: {name: single}", "searcher.metric: is missing"),
                says("searcher: {name: single, metric: ''}", "searcher.metric: is empty"),
                says("searcher: {name: random, metric: loss}", "searcher.max_trials: is missing"),
                says(
                        "searcher: {name: random, metric: loss, max_trials: 0}",
                        "searcher.max_trials: is 0"),
                says(
                        "searcher: {name: single, metric: a, max_steps: 1, max_length: 3}",
                        "max_steps: is 1, and says the same as 'max_length'"),
                says(
                        "searcher: {name: single, metric: a, max_length: {batches: 1, epochs: 2}}",
                        "which is not exactly one length"),
                says(
                        "searcher: {name: single, metric: a, max_length: {step: 1}}",
                        "max_length.step: is not a known key"),
                says("searcher: {name: single, metric: a, source_trial_id: 0}", "source_trial_id"),
                says(
                        "searcher: {name: grid, metric: a}\nhyperparameters: {x: {type: double, minval: 0, maxval: 1}}",
                        "hyperparameters.x.count: is missing"),
                says(
                        "searcher: {name: grid, metric: a}\nhyperparameters: {x: {type: double, minval: 0, maxval: 1, count: 9000000}, y: {type: double, minval: 0, maxval: 1, count: 9000000}}",
                        "has 2147483647 points"),
                says(
                        "hyperparameters: {x: {type: int, minval: 3, maxval: 3}}",
                        "hyperparameters.x: has minval 3 and maxval 3"),
                says(
                        "hyperparameters: {x: {type: integer, minval: 3, maxval: 4}}",
                        "hyperparameters.x.type: is 'integer'"),
                says(
                        "hyperparameters: {x: {type: log, minval: 3, maxval: 4}}",
                        "hyperparameters.x.base: is missing"),
                says(
                        "hyperparameters: {g: {x: {type: int, minval: 3, maxval: 4, step: 1}}}",
                        "hyperparameters.g.x.step: is not a known key"),
                says("hyperparameters: {x: {type: categorical, vals: []}}", "vals: is empty"),
                says(
                        "checkpoint_storage: {type: hdfs, hdfs_path: /a}",
                        "'hdfs', which is not supported",
                        "shared_fs, directory"),
                says("checkpoint_storage: {host_path: relative}", "host_path: is 'relative'"),
                says(
                        "checkpoint_storage: {host_path: /a, storage_path: ../b}",
                        "leads out of host_path"),
                says("checkpoint_storage: {type: directory}", "container_path: is missing"),
                says(
                        "environment: {environment_variables: [NAME]}",
                        "environment_variables[0]: is 'NAME'",
                        "NAME=value"),
                says(
                        "environment: {environment_variables: {NAME: 1}}",
                        "environment_variables.NAME: is not a known key"),
                says("max_trials: 3", "It belongs under 'searcher'"),
                says("searcher: {name: random, metric: a, max_trials: 100001}", "from 1 to 100000"),
                alone("entrypoint: model_def:MyTrial x", "neither a Python script nor"),
                alone("entrypoint: make train", "neither a Python script nor"),
                alone("entrypoint: python3 train.py > log", "neither a Python script nor"),
                alone("entrypoint: {a: b}", "entrypoint: is {\"a\":\"b\"}"),
                says("reproducibility: {experiment_seed: -1}", "experiment_seed: is -1"),
                says(
                        "batches_per_step: 10\nscheduling_unit: 20",
                        "batches_per_step: is 10, and says the same"),
                says("- a\n", "is [\"a\"], which is not an object"),
                says("a: b: c", "is not YAML, line 2 column"),
                says("name: a\nname: b", "duplicate"),
                says("1: a", "has the key 1, which is not text"),
                says("name: !!java.util.Date 2020-01-01", "is not YAML"),
                says("data: &a {x: *a}", "is nested deeper"),
                says("name: a\n---\nname: b", "is not YAML"));
    }

    private static DynamicTest says(String text, String... words) {
        return alone(text.startsWith("- ") ? text : SCRIPT + text, words);
    }

    private static DynamicTest alone(String document, String... words) {
        return DynamicTest.dynamicTest(
                document,
                () -> {
                    assertThat(refusal(document).getMessage())
                            .startsWith("invalid experiment configuration: ")
                            .contains(words);
                });
    }

    @Test
    void allFaultsComeAtOnce() {
        var text = "max_restart: 3\ndebug: 1\nsearcher: {name: random, metric: a}\n";
        var refusal = refusal(text);
        assertThat(refusal.faults())
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "max_restart", "debug", "searcher.max_trials", "entrypoint");
        assertThat(refusal.code()).isEqualTo("invalid_config");
        assertThat(refusal.getMessage())
                .contains("4 faults", "managed experiments require entrypoint");
    }

    @Test
    void documentsThatGrowWithoutEndAreRefused() {
        var bomb = new StringBuilder("data:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            var alias = "*a" + (i - 1);
            bomb.append("  a").append(i).append(": &a").append(i).append(" [");
            bomb.append(String.join(", ", java.util.Collections.nCopies(10, alias))).append("]\n");
        }
        assertThat(refusal(bomb.toString()).getMessage()).contains("nested deeper");
        assertThat(refusal("a: " + "[".repeat(100_000)).getMessage()).contains("nested deeper");
        assertThat(refusal("{\"a\": " + "[".repeat(300) + "]".repeat(300) + "}").getMessage())
                .contains("nested deeper");
    }

    @Test
    void noTextMakesTheReaderFailOtherwise() {
        var seed = new Random().nextLong();
        System.out.println("noTextMakesTheReaderFailOtherwise: seed " + seed);
        var random = new Random(seed);
        var words =
                new String[] {
                    "searcher",
                    "hyperparameters",
                    "name",
                    "type",
                    "int",
                    "random",
                    "grid",
                    ": ",
                    "{",
                    "}",
                    "[",
                    "]",
                    ", ",
                    "\n",
                    "  ",
                    "- ",
                    "null",
                    "1e400",
                    "-3",
                    ".nan",
                    "~",
                    "'",
                    "\"",
                    "resources",
                    "slots_per_trial",
                    "environment",
                    "image",
                    "&a ",
                    "*a",
                    "!!",
                    "#",
                    "|",
                    "minval",
                    "maxval",
                    "max_length",
                    "batches",
                    "checkpoint_storage",
                    "internal",
                    "native",
                    "\t",
                    "\u0000",
                    "é",
                    "9999999999999999999999"
                };
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(14); n >= 0; n--) {
                text.append(words[random.nextInt(words.length)]);
            }
            try {
                ExperimentConfigs.parse(text.toString(), ExperimentConfigsTest.DEFAULTS);
            } catch (InvalidConfigException expected) {
                assertThat(expected.faults()).isNotEmpty();
            }
        }
    }

    private static InvalidConfigException refusal(String text) {
        return catchThrowableOfType(
                InvalidConfigException.class,
                () -> ExperimentConfigs.parse(text, ExperimentConfigsTest.DEFAULTS));
    }
}
