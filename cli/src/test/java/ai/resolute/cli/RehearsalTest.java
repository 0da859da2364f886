package ai.resolute.cli;

import static ai.resolute.cli.Wire038.answer;
import static ai.resolute.cli.Wire038.trial;
import static ai.resolute.cli.Wire038.trials;
import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code det experiment create --test} on a cluster. */
class RehearsalTest {
    private static final String CREATE = "POST /api/v1/experiments";
    private static final String ONE = "GET /api/v1/experiments/1";
    private static final String TRIALS = "GET /api/v1/experiments/1/trials";

    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @AfterEach
    void close() {
        master.close();
    }

    @BeforeEach
    void write() throws IOException {
        Files.createDirectory(home.resolve("model"));
        Files.writeString(home.resolve("model/train.py"), "print()\n");
        Files.writeString(
                home.resolve("search.yaml"),
                """
                name: digits
                entrypoint: train.py
                batches_per_step: 50
                checkpoint_storage: {type: shared_fs, host_path: /ckpt, save_trial_best: 3}
                searcher: {name: random, metric: acc, smaller_is_better: false, max_trials: 9}
                """);
        master.on(CREATE, answer("STATE_ACTIVE", ""));
    }

    private Ran test(String... more) {
        var words = new java.util.ArrayList<>(List.of("experiment", "create"));
        words.add(home.resolve("search.yaml").toString());
        words.add(home.resolve("model").toString());
        words.addAll(List.of(more));
        return Ran.det(home, master, words.toArray(String[]::new));
    }

    @Test
    void eachStageIsToldOnceAndTheModelPasses() {
        master.on(
                ONE,
                answer("STATE_QUEUED", ""),
                answer("STATE_RUNNING", ""),
                answer("STATE_RUNNING", ""));
        master.on(ONE, answer("STATE_COMPLETED", ",\"endTime\":\"2026-01-31T12:00:50Z\""));
        master.on(
                TRIALS,
                trials(),
                trials(trial(1, "STATE_RUNNING", "null", "").replace(":600", ":0")),
                trials(trial(1, "STATE_RUNNING", "null", "")),
                trials(trial(1, "STATE_COMPLETED", "0.5", "")));
        var ran = test("--test");
        assertThat(ran.out()).isEqualTo("Created experiment 1\nModel definition test succeeded\n");
        assertThat(ran.err())
                .containsSubsequence(
                        "✔ Scheduling task",
                        "✔ Testing training",
                        "✔ Testing validation",
                        "✔ Testing checkpointing");
        assertThat(ran.err().split("✔")).hasSize(5);
        assertThat(ran.status()).isZero();
    }

    @Test
    void theConfigurationIsCheckedAsItStandsAndThenMadeOneOfATest() {
        master.on(ONE, answer("STATE_COMPLETED", ",\"endTime\":\"2026-01-31T12:00:50Z\""));
        master.on(TRIALS, trials(trial(1, "STATE_COMPLETED", "0.5", "")));
        assertThat(test("-t").status()).isZero();
        var sent =
                master.asked().stream()
                        .filter(asked -> asked.line().equals(CREATE))
                        .map(asked -> JsonView.ofTree(Wire.parse(asked.body())))
                        .toList();
        assertThat(sent).hasSize(2);
        assertThat(sent.getFirst().flag("validateOnly")).isTrue();
        assertThat(sent.getFirst().text("config")).contains("max_trials: 9");
        assertThat(sent.getLast().flag("archived")).isTrue();
        assertThat(sent.getLast().flag("activate")).isTrue();
        assertThat(Wire.parse(sent.getLast().text("config")))
                .isEqualTo(
                        Wire.parse(
                                """
                                {"name":"digits","entrypoint":"train.py","scheduling_unit":1,"max_restarts":0,
                                "min_validation_period":{"batches":1},"description":"[test-mode] digits",
                                "checkpoint_storage":{"type":"shared_fs","host_path":"/ckpt","save_trial_best":0,
                                "save_experiment_best":0,"save_trial_latest":0},
                                "searcher":{"name":"single","metric":"acc","smaller_is_better":false,
                                "max_length":{"batches":1}}}
                                """));
    }

    @Test
    void aModelThatFailsShowsItsLogAndWhy() {
        master.on(
                ONE,
                answer("STATE_ERROR", ",\"failure\":\"train.py raised ValueError: no such file\""));
        master.on(TRIALS, trials(trial(1, "STATE_ERROR", "null", "")));
        master.on("GET /api/v1/trials/1/logs", Wire038.log(1, "about to fail"));
        var ran = test("--test");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).contains("about to fail").doesNotContain("succeeded");
        assertThat(ran.err())
                .contains("✔ Testing training")
                .doesNotContain("✔ Testing validation")
                .contains("train.py raised ValueError");
    }

    @Test
    void aTrialThatFailedWasScheduled() {
        master.on(ONE, answer("STATE_ERROR", ",\"failure\":\"why\""));
        master.on(TRIALS, trials(trial(1, "STATE_ERROR", "null", "").replace(":600", ":0")));
        master.on("GET /api/v1/trials/1/logs", Wire038.log(1, "about to fail"));
        assertThat(test("--test").err())
                .contains("✔ Scheduling task")
                .doesNotContain("✔ Testing training");
    }

    @Test
    void aFaultyConfigurationCreatesNothing() {
        var faulty = new TestingMaster();
        try (faulty) {
            faulty.on(
                    CREATE,
                    400,
                    "{\"error\":{\"code\":3,\"message\":\"searcher.metric is missing\"}}"
                            .getBytes(StandardCharsets.UTF_8));
            var ran =
                    Ran.det(
                            home,
                            faulty,
                            "experiment",
                            "create",
                            home.resolve("search.yaml").toString(),
                            home.resolve("model").toString(),
                            "--test");
            assertThat(ran.status()).isNotZero();
            assertThat(ran.err()).contains("searcher.metric is missing");
            assertThat(faulty.lines()).containsOnlyOnce(CREATE);
        }
    }

    @Test
    void whatDoesNotGoTogetherIsStatus2() {
        assertThat(test("--test", "--paused").status()).isEqualTo(2);
        assertThat(test("--local", "--follow").status()).isEqualTo(2);
        assertThat(master.asked()).isEqualTo(List.of());
    }
}
