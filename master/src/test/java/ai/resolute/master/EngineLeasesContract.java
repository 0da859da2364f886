package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.resolute.master.resource.WorkerExit;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.report.Report;
import ai.resolute.master.why.Explanation.Reason;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that do not answer, and their leases. */
abstract class EngineLeasesContract {
    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open(Database database) {
        cluster = new TestCluster(database, directory, 2);
    }

    @Test
    void aWorkerThatDoesNotAnswerIsReplacedAfterItsLease() {
        var id = cluster.start(TestCluster.SINGLE);
        var first = cluster.run(id);
        cluster.report(first, new Report.State("training"));
        passQuietly(Duration.ofSeconds(105));
        assertThat(cluster.workers.running()).containsExactly(first);
        passQuietly(Duration.ofSeconds(45));
        assertThat(cluster.workers.running())
                .containsExactly(cluster.run(id))
                .doesNotContain(first);
        assertThat(cluster.trial(id, 0).attempts().restarts()).isEqualTo(1);
        assertThat(cluster.log(cluster.trial(id, 0)))
                .singleElement()
                .asString()
                .contains("did not answer for 120 s");
    }

    @Test
    void aWorkerThatAnswersIsKeptAndSoAreAllWhenTheMachineSlept() {
        var id = cluster.start(TestCluster.SINGLE);
        var first = cluster.run(id);
        for (int minute = 0; minute < 5; minute++) {
            cluster.report(first, new Report.State("training"));
            passQuietly(Duration.ofMinutes(1));
        }
        cluster.clock.pass(Duration.ofHours(9));
        cluster.settle();
        passQuietly(Duration.ofSeconds(105));
        cluster.restart();
        passQuietly(Duration.ofSeconds(105));
        assertThat(cluster.workers.running()).containsExactly(first);
        assertThat(cluster.trial(id, 0).attempts().restarts()).isZero();
    }

    @Test
    void aTrainingProcessThatIsSilentIsToldApartFromItsWorker() {
        var id = cluster.start(TestCluster.SINGLE);
        var run = cluster.run(id);
        cluster.report(run, new Report.State("training"));
        var reported = cluster.clock.instant();
        cluster.clock.pass(Duration.ofSeconds(50));
        cluster.engine.allocations.heard(run);
        cluster.engine.allocations.runnerSilent(run, Duration.ofSeconds(40));
        var now = cluster.clock.instant();
        assertThat(cluster.engine.why.of(cluster.trial(id, 0).id()).reasons())
                .extracting(Reason::kind, reason -> reason.since().orElseThrow())
                .contains(
                        tuple("heard", now),
                        tuple("runner", now.minusSeconds(40)),
                        tuple("report", reported));
        cluster.workers.end(run, new WorkerExit.Exited(0));
        cluster.settle();
        assertThat(cluster.engine.allocations.signs(run).runner()).isEmpty();
    }

    /** Time passes while the master looks on. */
    private void passQuietly(Duration time) {
        var step = Duration.ofSeconds(15);
        for (var left = time; left.isPositive(); left = left.minus(step)) {
            cluster.clock.pass(step);
            cluster.settle();
        }
    }

    @Test
    void aWorkerThatNeverStartedCountsAsAFailure() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.workers.end(cluster.run(id), new WorkerExit.FailedToStart("no room"));
        cluster.settle();
        assertThat(cluster.trial(id, 0).attempts().restarts()).isEqualTo(1);
        assertThat(cluster.log(cluster.trial(id, 0)))
                .singleElement()
                .asString()
                .contains("no room");
    }
}
