package ai.resolute.master.rest.trial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What scripts and workers say beside reports, over HTTP. */
@ExtendWith(EitherDatabase.class)
class NoteRoutesTest {
    private TestMaster master;
    private TestCaller person;
    private Trial trial;
    private TestCaller worker;
    private String allocation;

    @TempDir Path directory;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        person = master.login("determined");
        trial = master.runningTrial(TestCluster.SINGLE);
        worker = master.worker(trial);
        allocation = "/api/v1/allocations/" + trial.allocation();
    }

    @AfterEach
    void stop() {
        master.close();
    }

    @Test
    void aScriptKeepsValuesWithItsTrial() {
        var path = "/api/v1/runs/1/metadata";
        assertThat(worker.done("/api/v1/runs/start", Map.of("runId", 1)).number("storageId"))
                .isEqualTo(1);
        assertThat(worker.read(path).at("metadata")).isEqualTo(Map.of());
        assertThat(person.read("/api/v1/trials/1").text()).doesNotContain("\"metadata\"");
        var kept = Map.of("data", Map.of("rows", 3L, "tags", List.of("a", "b")), "ok", true);
        assertThat(worker.done(path, Map.of("metadata", kept)).at("metadata")).isEqualTo(kept);
        assertThat(person.read("/api/v1/trials/1").at("trial.metadata")).isEqualTo(kept);
        worker.done(path, Map.of("metadata", Map.of("ok", false)));
        assertThat(person.read(path).at("metadata")).isEqualTo(Map.of("ok", false));
        assertThat(person.get("/api/v1/runs/77/metadata").status()).isEqualTo(404);
    }

    @Test
    void aWorkerSpeaksForItsOwnTrialsOnly() {
        master.runningTrial(TestCluster.SINGLE);
        for (var answer :
                List.of(
                        worker.get("/api/v1/runs/2/metadata"),
                        worker.post("/api/v1/runs/2/metadata", Map.of("metadata", Map.of())),
                        worker.post("/api/v1/runs/start", Map.of("runId", 2)),
                        worker.post("/api/v1/trial-source-info", source(2, UUID.randomUUID())))) {
            assertThat(answer.status()).isEqualTo(403);
        }
    }

    @Test
    void theMetricsOfThoseThatUseACheckpointAreFound() {
        var checkpoint = TestCluster.checkpoint(3);
        master.cluster.report(trial.allocation(), checkpoint);
        var user = master.runningTrial(TestCluster.SINGLE);
        master.cluster.report(user.allocation(), TestCluster.validation(1, 0.5));
        var uuid = checkpoint.id().value();
        var noted = person.done("/api/v1/trial-source-info", source(2, uuid));
        assertThat(noted.number("trialId")).isEqualTo(2);
        var metrics = "/api/v1/checkpoints/" + uuid + "/metrics?trialSourceInfoType=";
        assertThat(
                        person.read(metrics + "TRIAL_SOURCE_INFO_TYPE_INFERENCE")
                                .number("metrics.0.trialId"))
                .isEqualTo(2);
        assertThat(person.read(metrics + "TRIAL_SOURCE_INFO_TYPE_FINE_TUNING").at("metrics"))
                .isEqualTo(List.of());
        assertThat(
                        person.read("/api/v1/checkpoints/" + uuid + "/metrics")
                                .number("metrics.0.trialId"))
                .isEqualTo(2);
        assertThat(person.post("/api/v1/trial-source-info", source(2, UUID.randomUUID())).status())
                .isEqualTo(404);
        assertThat(person.post("/api/v1/trial-source-info", Map.of()).status()).isEqualTo(400);
    }

    private static Map<String, Object> source(int trial, UUID checkpoint) {
        return Map.of(
                "trialSourceInfo",
                Map.of(
                        "trialId",
                        trial,
                        "checkpointUuid",
                        checkpoint.toString(),
                        "trialSourceInfoType",
                        "TRIAL_SOURCE_INFO_TYPE_INFERENCE"));
    }

    @Test
    void theDevicesOfAWorkerAreListedWithItsTask() {
        var data =
                Map.of(
                        "containerId", "c",
                        "nodeName", "node",
                        "acceleratorType", "cuda",
                        "acceleratorUuids", List.of("GPU-1", "GPU-2"));
        worker.done(allocation + "/acceleratorData", Map.of("acceleratorData", data));
        worker.done(allocation + "/acceleratorData", Map.of("acceleratorData", data));
        var found = person.read("/api/v1/tasks/" + trial.origin().task() + "/acceleratorData");
        assertThat((List<?>) found.at("acceleratorData")).hasSize(1);
        assertThat(found.at("acceleratorData.0.acceleratorUuids"))
                .isEqualTo(List.of("GPU-1", "GPU-2"));
        assertThat(found.at("acceleratorData.0.allocationId"))
                .isEqualTo(trial.allocation().value());
        assertThat(worker.post(allocation + "/acceleratorData", Map.of()).status()).isEqualTo(400);
    }

    private Object told(String member) {
        return person.read("/api/v1/tasks/" + trial.origin().task())
                .at("task.allocations.0." + member);
    }

    @Test
    void aWorkerSaysWhetherItIsReadyAndWhereItServes() {
        worker.done(allocation + "/waiting", Map.of());
        assertThat(told("state")).isEqualTo("STATE_WAITING");
        assertThat(told("isReady")).isEqualTo(false);
        assertThat(person.read("/api/v1/tasks").text()).contains("STATE_WAITING");
        assertThat(String.valueOf(person.read("/api/v1/trials/1/why").at("summary")))
                .contains("waits for its input");
        worker.done(allocation + "/proxy_address", Map.of("proxyAddress", "10.0.0.1"));
        master.cluster.settle();
        assertThat(told("proxyAddress")).isEqualTo("10.0.0.1");
        assertThat(told("state")).isEqualTo("STATE_WAITING");
        worker.done(allocation + "/ready", Map.of());
        assertThat(told("state")).isEqualTo("STATE_RUNNING");
        assertThat(told("isReady")).isEqualTo(true);
        assertThat(told("daemons")).isEqualTo(List.of());
        for (int twice = 0; twice < 2; twice++) {
            worker.done(allocation + "/resources/" + trial.allocation() + "/daemon", Map.of());
        }
        assertThat(told("daemons")).isEqualTo(List.of(trial.allocation().value()));
        assertThat(worker.post(allocation + "/resources/nosuch/daemon", Map.of()).status())
                .isEqualTo(404);
        assertThat(master.cluster.allocation(trial).state())
                .isInstanceOf(ai.resolute.master.allocation.AllocationState.Running.class);
    }

    @Test
    void anAlertIsALineOfItsTrialsLog() {
        var words = Map.of("title", "loss", "description", "is high", "level", "LOG_LEVEL_WARNING");
        var alert = Map.of("experimentId", 1, "trialId", 1, "data", words);
        assertThat(worker.done("/api/v1/webhooks/custom", alert).text()).isEqualTo("{}");
        var line = person.read("/api/v1/trials/1/logs").lines().getLast();
        assertThat(String.valueOf(line))
                .contains("alert of its script: loss: is high")
                .contains("LOG_LEVEL_WARNING");
        var nobody =
                person.post("/api/v1/webhooks/custom", Map.of("experimentId", 1, "data", words));
        assertThat(nobody.status()).isEqualTo(404);
        assertThat(nobody.text()).contains("experiment '1' has no webhook");
        master.runningTrial(TestCluster.SINGLE);
        var of = Map.of("experimentId", 2, "trialId", 2, "data", words);
        assertThat(worker.post("/api/v1/webhooks/custom", of).status()).isEqualTo(403);
        var mixed = Map.of("experimentId", 2, "trialId", 1, "data", words);
        assertThat(person.post("/api/v1/webhooks/custom", mixed).status()).isEqualTo(404);
        var silent = Map.of("experimentId", 1, "trialId", 1);
        assertThat(person.post("/api/v1/webhooks/custom", silent).status()).isEqualTo(400);
    }

    @Test
    void aNotebookThatIsNotThereIsNamed() {
        var answer = person.send("PUT", "/api/v1/notebooks/abc/report_idle", "{\"idle\": true}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.at("error.error")).asString().contains("notebook 'abc' not found");
    }

    @Test
    void slotsThatAreWantedBackAreLetGo() {
        worker.done(allocation + "/signals/pending_preemption", Map.of());
        assertThat(worker.read(allocation + "/signals/preemption?timeout_seconds=0").at("preempt"))
                .isEqualTo(true);
        master.cluster.report(
                trial.allocation(), TestCluster.checkpoint(3), new Report.Preempted());
        master.cluster.exit(trial, 0);
        master.cluster.settle();
        var again = master.cluster.trial(trial.origin().experiment(), 0);
        assertThat(again.live()).isTrue();
        assertThat(again.attempts().run()).isEqualTo(2);
    }

    @Test
    void linesAreTakenAsABareList() {
        var task = trial.origin().task().value();
        var lines =
                List.of(
                        Map.of(
                                "task_id",
                                task,
                                "timestamp",
                                "2026-01-01T00:00:00+00:00",
                                "log",
                                "a\n"),
                        Map.of("task_id", task, "log", "b", "rank", "3"));
        assertThat(person.done("/task-logs", lines).text()).isEqualTo("\"\"");
        var told = person.read("/api/v1/tasks/" + task + "/logs").lines();
        assertThat(told)
                .extracting(line -> String.valueOf(((Map<?, ?>) line.get("result")).get("log")))
                .contains("a\n", "b\n");
        assertThat(
                        person.post("/task-logs", List.of(Map.of("task_id", "9.x", "log", "a")))
                                .status())
                .isEqualTo(404);
    }
}
