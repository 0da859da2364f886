package ai.resolute.master.rest.trial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Trials, runs, tasks, the cluster and who one is, over HTTP. */
@ExtendWith(EitherDatabase.class)
class TrialRoutesTest {
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

    private static final String RANDOM =
            """
            name: many
            entrypoint: train.py
            searcher: {name: random, metric: val_loss, max_trials: 4, max_concurrent_trials: 4}
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
            """;

    private void submit() {
        master.cluster.submit(RANDOM);
        master.cluster.settle();
    }

    @Test
    void listsOfTrialsAndRunsComeInParts() {
        submit();
        var trials = person.read("/api/v1/experiments/1/trials?offset=1&limit=2");
        assertThat(numbers(trials.at("trials"))).containsExactly(2, 3);
        assertThat(trials.number("pagination.total")).isEqualTo(4);
        assertThat(
                        numbers(
                                person.read("/api/v1/experiments/1/trials?states=STATE_QUEUED")
                                        .at("trials")))
                .containsExactly(3, 4);
        assertThat(
                        numbers(
                                person.read(
                                                "/api/v1/experiments/1/trials?sortBy=SORT_BY_ID&orderBy=ORDER_BY_DESC")
                                        .at("trials")))
                .containsExactly(4, 3, 2, 1);
        assertThat(
                        numbers(
                                person.done("/api/v1/runs", Map.of("limit", 3, "sort", "id=desc"))
                                        .at("runs")))
                .containsExactly(4, 3, 2);
    }

    @Test
    void aTrialThatWaitsSaysWhy() {
        submit();
        assertThat((String) person.read("/api/v1/trials/4").at("trial.waitReason")).isNotBlank();
        assertThat(person.read("/api/v1/trials/4").at("trial.state")).isEqualTo("STATE_QUEUED");
        var tasks = (Map<?, ?>) person.read("/api/v1/tasks").at("allocationIdToSummary");
        assertThat(tasks).hasSize(4);
    }

    @Test
    void aKilledTrialIsOver() {
        submit();
        person.done("/api/v1/trials/1/kill", "");
        master.cluster.settle();
        var trial = person.read("/api/v1/trials/1");
        assertThat(trial.at("trial.state")).isEqualTo("STATE_CANCELED");
        assertThat(trial.at("trial.endTime")).isNotNull();
        assertThat(person.post("/api/v1/trials/99/kill", "").status()).isEqualTo(404);
    }

    @Test
    void aScriptSaysHowFarItIsAndEndsEarly() {
        submit();
        var trial = master.cluster.trials(new ai.resolute.master.id.ExperimentId(1)).getFirst();
        var worker = master.worker(trial);
        worker.done("/api/v1/trials/1/progress", Map.of("progress", 0.5, "is_raw", true));
        worker.done("/api/v1/trials/1/runner/metadata", Map.of("state", "validating"));
        var told = person.read("/api/v1/trials/1");
        assertThat(told.at("trial.progress")).isEqualTo(0.5);
        assertThat(told.at("trial.runnerState")).isEqualTo("validating");
        worker.done(
                "/api/v1/trials/1/early_exit",
                Map.of("reason", "EXITED_REASON_USER_REQUESTED_STOP"));
        assertThat(worker.post("/api/v1/trials/1/early_exit", Map.of("reason", "TIRED")).status())
                .isEqualTo(400);
        var poll =
                worker.read(
                        "/api/v1/allocations/"
                                + trial.allocation()
                                + "/signals/preemption?timeout_seconds=0");
        assertThat(poll.at("preempt")).isIn(true, false);
        assertThat(
                        worker.read("/api/v1/tasks/" + trial.origin().task() + "/context_directory")
                                .at("b64Tgz"))
                .isEqualTo("AQI=");
        assertThat(
                        worker.read("/api/v1/tasks/" + trial.origin().task())
                                .at("task.allocations.0.allocationId"))
                .isEqualTo(trial.allocation().value());
    }

    @Test
    void theClusterIsTold() {
        submit();
        assertThat(
                        person.read("/api/v1/agents")
                                .number("agents.0.slotStats.typeStats.TYPE_CPU.total"))
                .isEqualTo(2);
        assertThat(person.read("/api/v1/agents").number("agents.0.slots.0.trialId")).isEqualTo(1);
        var pool = person.read("/api/v1/resource-pools");
        assertThat(pool.number("resourcePools.0.slotsUsed")).isEqualTo(2);
        assertThat(pool.number("resourcePools.0.stats.queuedCount")).isEqualTo(2);
        var job = person.read("/api/v1/job-queues-v2?resourcePool=default");
        assertThat(job.at("jobs.0.full.summary.state")).isEqualTo("STATE_SCHEDULED");
        assertThat(person.read("/info").at("version")).isEqualTo("0.38.1");
        assertThat(person.read("/health").at("status")).isEqualTo("up");
        assertThat(person.read("/api/v1/master").at("clusterId")).isEqualTo("cluster");
        assertThat(person.read("/prom/det-state-metrics").text())
                .contains("resolute_allocations_waiting 2");
    }

    @Test
    void sessionsBeginAndEnd() {
        assertThat(person.read("/api/v1/me").at("user.username")).isEqualTo("determined");
        assertThat(person.read("/api/v1/auth/user").at("user.admin")).isEqualTo(false);
        var wrong =
                person.post(
                        "/api/v1/auth/login", Map.of("username", "determined", "password", "x"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.at("error.error")).isEqualTo("invalid credentials");
        assertThat(person.post("/api/v1/auth/login", Map.of("username", "nobody")).status())
                .isEqualTo(401);
        var other = master.login("determined");
        other.done("/api/v1/auth/logout", "");
        assertThat(other.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(person.get("/api/v1/me").status()).isEqualTo(200);
    }

    private static List<Integer> numbers(Object list) {
        return ((List<?>) list)
                .stream().map(one -> ((Number) ((Map<?, ?>) one).get("id")).intValue()).toList();
    }
}
