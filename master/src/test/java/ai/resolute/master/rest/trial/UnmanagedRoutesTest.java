package ai.resolute.master.rest.trial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.api.wire.Wire;
import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the published client's unmanaged mode sends, and what others then see. */
@ExtendWith(EitherDatabase.class)
class UnmanagedRoutesTest {
    private static final String BY_ID = "/api/v1/experiments/by-external-id/digits";
    private static final String CONFIG =
            """
            checkpoint_storage: {host_path: /tmp, storage_path: checkpoints, type: shared_fs}
            data: null
            description: null
            labels: null
            name: elsewhere
            project: null
            searcher: {metric: val_loss, name: single}
            workspace: null
            """;

    private TestMaster master;
    private TestCaller person;

    @TempDir Path directory;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        person = master.login("determined");
    }

    @AfterEach
    void stop() {
        master.close();
    }

    private TestCaller.Answer send(String method, String path, Map<String, Object> body) {
        return person.send(method, path, Wire.text(body));
    }

    private TestCaller.Answer put() {
        return send("PUT", BY_ID, Map.of("config", CONFIG, "unmanaged", true));
    }

    private TestCaller.Answer putTrial(String externalId) {
        return send(
                "PUT",
                "/api/v1/trials",
                Map.of(
                        "createTrialRequest",
                        Map.of("experimentId", 1, "hparams", Map.of("lr", 0.1), "unmanaged", true),
                        "externalTrialId",
                        externalId));
    }

    private TestCaller.Answer begin(boolean resume) {
        return person.post("/api/v1/trials/1/start", Map.of("trialId", 1, "resume", resume));
    }

    private TestCaller.Answer patch(String state) {
        return send("PATCH", "/api/v1/trials/1", Map.of("trialId", 1, "state", state));
    }

    private TestCaller.Answer metrics(int run, int steps) {
        return person.post(
                "/api/v1/trials/1/metrics",
                Map.of(
                        "group",
                        "validation",
                        "metrics",
                        Map.of(
                                "trialId",
                                1,
                                "trialRunId",
                                run,
                                "stepsCompleted",
                                steps,
                                "metrics",
                                Map.of("avgMetrics", Map.of("val_loss", 0.5)))));
    }

    private void running() {
        assertThat(put().status()).isEqualTo(200);
        assertThat(putTrial("first").status()).isEqualTo(200);
        assertThat(begin(true).status()).isEqualTo(200);
        assertThat(patch("STATE_RUNNING").status()).isEqualTo(200);
        master.cluster.settle();
    }

    private Object state(String path) {
        return person.read(path).at("state");
    }

    private void isShown(String state) {
        assertThat(person.read("/api/v1/trials/1").at("trial.state")).isEqualTo(state);
        assertThat(person.read("/api/v1/experiments/1").at("experiment.state")).isEqualTo(state);
        assertThat(person.read("/api/v1/experiments").at("experiments.0.state")).isEqualTo(state);
        assertThat(person.read("/api/v1/experiments/1/trials?states=" + state).at("trials.0.state"))
                .isEqualTo(state);
        assertThat(person.read("/api/v1/experiments?states=" + state).number("experiments.0.id"))
                .isEqualTo(1);
        assertThat(person.done("/api/v1/runs", Map.of()).at("runs.0.state")).isEqualTo(state);
        assertThat(state("/api/v1/trials/1/why")).isEqualTo(state);
        assertThat(state("/api/v1/experiments/1/why")).isEqualTo(state);
    }

    @Test
    void externalIdsNameOneExperimentAndOneTrial() {
        var made = put();
        assertThat(made.at("experiment.unmanaged")).isEqualTo(true);
        assertThat(made.at("experiment.externalExperimentId")).isEqualTo("digits");
        assertThat(put().number("experiment.id")).isEqualTo(1);
        var trial = putTrial("first");
        assertThat(trial.at("trial.taskId")).isEqualTo(putTrial("first").at("trial.taskId"));
        assertThat(trial.at("trial.hparams")).isEqualTo(Map.of("lr", 0.1));
        assertThat(person.read("/api/v1/trials/by-external-id/digits/first").number("trial.id"))
                .isEqualTo(1);
        assertThat(person.get("/api/v1/trials/by-external-id/digits/none").status()).isEqualTo(404);
        assertThat(person.get("/api/v1/trials/by-external-id/none/first").status()).isEqualTo(404);
        isShown("STATE_PAUSED");
        assertThat(
                        person.done(
                                        "/api/v1/experiments",
                                        Map.of("config", CONFIG, "unmanaged", true))
                                .number("experiment.id"))
                .isEqualTo(2);
        assertThat(
                        person.done("/api/v1/trials", Map.of("experimentId", 2, "unmanaged", true))
                                .number("trial.id"))
                .isEqualTo(2);
    }

    @Test
    void aRunIsShownAsItsProcessSays() {
        running();
        isShown("STATE_RUNNING");
        assertThat(person.read("/api/v1/tasks").at("allocationIdToSummary")).isEqualTo(Map.of());
        assertThat(person.read("/api/v1/job-queues-v2").at("jobs")).isEqualTo(List.of());
        var task = person.read("/api/v1/trials/1").at("trial.taskId");
        assertThat(person.read("/api/v1/tasks/" + task).at("task.allocations"))
                .isEqualTo(List.of());
        person.done("/api/v1/trials/1/progress", Map.of("progress", 0.25, "is_raw", true));
        assertThat(person.read("/api/v1/experiments/1").at("experiment.progress")).isEqualTo(0.25);
        assertThat(patch("STATE_COMPLETED").at("trial.state")).isEqualTo("STATE_COMPLETED");
        master.cluster.settle();
        isShown("STATE_COMPLETED");
        assertThat(begin(true).number("trialRunId")).isEqualTo(2);
        master.cluster.settle();
        isShown("STATE_RUNNING");
        patch("STATE_ERROR");
        master.cluster.settle();
        isShown("STATE_ERROR");
    }

    @Test
    void itsReportsLinesAndCheckpointsAreKept() {
        running();
        var uuid = UUID.randomUUID().toString();
        var task = String.valueOf(person.read("/api/v1/trials/1").at("trial.taskId"));
        assertThat(metrics(1, 4).status()).isEqualTo(200);
        person.done(
                "/api/v1/checkpoints",
                Map.of(
                        "uuid",
                        uuid,
                        "taskId",
                        task,
                        "resources",
                        Map.of("weights", "3"),
                        "metadata",
                        Map.of("steps_completed", 4),
                        "training",
                        Map.of(),
                        "state",
                        "STATE_COMPLETED"));
        person.done(
                "/task-logs",
                List.of(
                        Map.of(
                                "task_id", task,
                                "timestamp", "2026-01-01T00:00:00.000000+00:00",
                                "rank", "0",
                                "log", "hello\n")));
        person.done("/api/v1/runs/1/metadata", Map.of("metadata", Map.of("seed", 3)));
        assertThat(person.read("/api/v1/trials/1/logs").text()).contains("hello");
        assertThat(person.read("/api/v1/trials/1").number("trial.bestValidation.totalBatches"))
                .isEqualTo(4);
        assertThat(person.read("/api/v1/checkpoints/" + uuid).number("checkpoint.training.trialId"))
                .isEqualTo(1);
        var again = begin(true);
        assertThat(again.number("trialRunId")).isEqualTo(2);
        assertThat(again.at("latestCheckpoint")).isEqualTo(uuid);
        assertThat(again.number("stepsCompleted")).isEqualTo(4);
        assertThat(metrics(1, 5).status()).isEqualTo(400);
        assertThat(metrics(2, 5).status()).isEqualTo(200);
        var anew = begin(false);
        assertThat(anew.text()).doesNotContain("latestCheckpoint");
        assertThat(anew.number("stepsCompleted")).isZero();
    }

    @Test
    void whatIsSilentOrKilledIsSaidSo() {
        running();
        person.done("/api/v1/trials/1/kill", Map.of());
        master.cluster.settle();
        isShown("STATE_CANCELED");
        assertThat(patch("STATE_RUNNING").status()).isEqualTo(409);
        assertThat(metrics(1, 5).status()).isEqualTo(409);
        assertThat(patch("STATE_COMPLETED").at("trial.state")).isEqualTo("STATE_CANCELED");
        begin(true);
        for (int look = 0; look < 14; look++) {
            master.cluster.clock.pass(Duration.ofSeconds(15));
            master.cluster.settle();
        }
        isShown("STATE_ERROR");
        assertThat(person.read("/api/v1/trials/1").at("trial.failure.kind")).isEqualTo("lost");
        assertThat(send("PATCH", "/api/v1/trials/1", Map.of()).at("trial.state"))
                .isEqualTo("STATE_RUNNING");
        master.cluster.settle();
        isShown("STATE_RUNNING");
        for (var verb : List.of("pause", "activate")) {
            assertThat(person.post("/api/v1/experiments/1/" + verb, Map.of()).status())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        master.runningTrial(TestCluster.SINGLE);
        var managed = putTrial("first");
        assertThat(managed.status()).isEqualTo(400);
        assertThat(managed.text()).contains("is not unmanaged");
        assertThat(patch("STATE_COMPLETED").status()).isEqualTo(400);
        assertThat(begin(true).status()).isEqualTo(400);
        for (var wrong :
                List.of(
                        send("PUT", BY_ID, Map.of("config", CONFIG)),
                        send("PUT", BY_ID, Map.of("config", "searchr: 1", "unmanaged", true)),
                        send("PUT", "/api/v1/trials", Map.of("externalTrialId", "x")),
                        person.post("/api/v1/trials", Map.of("experimentId", 1)),
                        person.post(
                                "/api/v1/experiments",
                                Map.of(
                                        "config",
                                        CONFIG,
                                        "unmanaged",
                                        true,
                                        "idempotencyKey",
                                        "unmanaged, external id digits")),
                        person.post(
                                "/api/v1/experiments",
                                Map.of("config", CONFIG + "internal: {unmanaged: true}\n")))) {
            assertThat(wrong.status()).as(wrong.text()).isEqualTo(400);
        }
        assertThat(
                        person.post("/api/v1/trials", Map.of("experimentId", 7, "unmanaged", true))
                                .status())
                .isEqualTo(404);
        put();
        person.done("/api/v1/trials", Map.of("experimentId", 2, "unmanaged", true));
        var paused =
                send("PATCH", "/api/v1/trials/2", Map.of("trialId", 2, "state", "STATE_PAUSED"));
        assertThat(paused.status()).isEqualTo(400);
        assertThat(paused.text()).contains("not STATE_PAUSED");
        assertThat(send("PATCH", "/api/v1/trials/2", Map.of()).text())
                .contains("no process has begun");
    }
}
