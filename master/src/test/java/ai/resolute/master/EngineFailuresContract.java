package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.TrialState;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.failure.FailureClass;
import ai.resolute.master.trial.report.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows failures and slots that are taken away, and how it is explained. */
abstract class EngineFailuresContract {
    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open(Database database) {
        cluster = new TestCluster(database, directory, 2);
    }

    @Test
    void aBackOffOutlivesTheMasterAndHoldsNoSlot() {
        var id = cluster.start(TestCluster.SINGLE);
        var full = new Failure("storage", "the disk is full", true);
        cluster.report(cluster.run(id), new Report.Failed(full));
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        assertThat(cluster.trial(id, 0).state())
                .isEqualTo(new TrialState.BackingOff(cluster.clock.instant().plusSeconds(10)));
        assertThat(cluster.engine.allocations.live()).isEmpty();
        cluster.restart();
        cluster.settle();
        cluster.clock.pass(Duration.ofSeconds(9));
        cluster.settle();
        assertThat(cluster.workers.running()).isEmpty();
        cluster.clock.pass(Duration.ofSeconds(1));
        cluster.settle();
        assertThat(cluster.workers.running()).containsExactly(cluster.run(id));
        assertThat(cluster.trial(id, 0).attempts().restarts()).isZero();
        assertThat(cluster.log(cluster.trial(id, 0)))
                .containsExactly(
                        "trial 1 failed: the disk is full; restarting in 10 s from the beginning, as"
                                + " it has no checkpoint yet (a restart that does not count)");
    }

    @Test
    void aTrialThatBacksOffCanBePausedAndGoesOnAtOnceWhenActivated() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.report(
                cluster.run(id), new Report.Failed(new Failure("storage", "it is full", true)));
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        cluster.engine.experiments.pause(id);
        cluster.settle();
        assertThat(cluster.trial(id, 0).state()).isEqualTo(new TrialState.Paused());
        cluster.clock.pass(Duration.ofHours(1));
        cluster.settle();
        assertThat(cluster.workers.running()).isEmpty();
        cluster.engine.experiments.activate(id);
        cluster.settle();
        assertThat(cluster.workers.running()).containsExactly(cluster.run(id));
    }

    @Test
    void aBackOffThatWasCutShortDoesNotHideTheNextOne() {
        var id = cluster.start(TestCluster.SINGLE);
        failOfStorage(id);
        cluster.engine.experiments.pause(id);
        cluster.settle();
        cluster.clock.pass(Duration.ofSeconds(3));
        cluster.engine.experiments.activate(id);
        cluster.settle();
        failOfStorage(id);
        cluster.clock.pass(Duration.ofSeconds(7));
        cluster.settle();
        assertThat(cluster.workers.running()).isEmpty();
        cluster.clock.pass(Duration.ofSeconds(3));
        cluster.settle();
        assertThat(cluster.workers.running()).containsExactly(cluster.run(id));
    }

    private void failOfStorage(ExperimentId id) {
        cluster.report(
                cluster.run(id), new Report.Failed(new Failure("storage", "it is full", true)));
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
    }

    @Test
    void aSlotThatIsDisabledIsLeftAtNoCostAndTakesNoMoreWork() {
        var id = cluster.start(TestCluster.SINGLE);
        var first = cluster.run(id);
        var slots = cluster.engine.allocations.slots();
        slots.disable("node", Optional.of(0), false, "admin");
        slots.disable("node", Optional.of(1), true, "admin");
        cluster.settle();
        assertThat(cluster.engine.allocations.awaitPreemption(first, Duration.ZERO)).isTrue();
        cluster.report(first, TestCluster.checkpoint(30), new Report.Preempted());
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        cluster.restart();
        cluster.settle();
        assertThat(cluster.workers.running()).isEmpty();
        assertThat(cluster.trial(id, 0).attempts().restarts()).isZero();
        assertThat(cluster.engine.allocations.reason(cluster.run(id)).orElseThrow().text())
                .isEqualTo("needs 1 slot, more than the 0 there are; 2 more are disabled");
        var why = cluster.engine.why.of(cluster.trial(id, 0).id());
        assertThat(why.summary()).startsWith("trial 1 waits for slots: needs 1 slot");
        assertThat(why.reasons())
                .extracting(reason -> reason.text())
                .contains(
                        "number 1 of 1 that wait for slots",
                        "slot 0 of node is disabled by admin: det slot enable node 0");
        cluster.engine.allocations.slots().enable("node", Optional.of(0));
        cluster.settle();
        assertThat(cluster.workers.running()).containsExactly(cluster.run(id));
    }

    @Test
    void aNodeThatDrainsKeepsWhatRunsThere() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.engine.allocations.slots().disable("node", Optional.empty(), true, "admin");
        cluster.settle();
        assertThat(cluster.engine.allocations.awaitPreemption(cluster.run(id), Duration.ZERO))
                .isFalse();
        var second = cluster.start(TestCluster.SINGLE);
        assertThat(cluster.workers.running()).containsExactly(cluster.run(id));
        cluster.engine.allocations.slots().disable("node", Optional.empty(), false, "admin");
        cluster.settle();
        assertThat(cluster.engine.allocations.awaitPreemption(cluster.run(id), Duration.ZERO))
                .isTrue();
        assertThatThrownBy(() ->
                        cluster.engine
                                .allocations
                                .slots()
                                .disable("nowhere", Optional.empty(), true, "admin"))
                .hasMessage("agent 'nowhere' not found; there is node. See det agent list.");
        assertThat(cluster.trial(second, 0).attempts().restarts()).isZero();
    }

    @Test
    void aWorkerThatDoesNotStopInTimeIsKilledAndGoesOnWithoutUsingUpARestart() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.engine.allocations.slots().disable("node", Optional.of(0), false, "admin");
        cluster.settle();
        cluster.clock.pass(Duration.ofHours(2));
        cluster.settle();
        var attempts = cluster.trial(id, 0).attempts();
        assertThat(attempts.restarts()).isZero();
        assertThat(attempts.lastFailure().orElseThrow().type()).isEqualTo(FailureClass.TIME_LIMIT);
        assertThat(cluster.workers.running()).containsExactly(cluster.run(id));
    }

    @Test
    void aReportOfAReplacedRunIsRefused() {
        var id = cluster.start(TestCluster.SINGLE);
        var first = cluster.run(id);
        cluster.report(first, TestCluster.validation(1, 0.5));
        passQuietly(Duration.ofSeconds(150));
        assertThat(cluster.run(id)).isNotEqualTo(first);
        assertThatThrownBy(() -> cluster.report(first, TestCluster.validation(2, 0.4)))
                .hasMessage(
                        "allocation "
                                + first
                                + " is over: a later run of its trial may have begun. Stop sending.");
        assertThat(cluster.engine.why.of(cluster.trial(id, 0).id()).reasons())
                .extracting(reason -> reason.text())
                .anyMatch(text -> text.startsWith("lost worker (lost): its worker did not answer"))
                .contains("run 2 is restart 1 of 2");
    }

    @Test
    void aLineThatMatchesAPolicyLetsNoRestartFollow() {
        var id =
                cluster.start(
                        TestCluster.SINGLE
                                + "log_policies: [{name: bad cable, pattern: 'NCCL .* reset', action:"
                                + " cancel_retries}, {pattern: seen}]\n");
        cluster.lines(cluster.run(id), "all is well", "NCCL peer reset by 10.0.0.7", "seen");
        cluster.lines(cluster.run(id), "NCCL peer reset again");
        cluster.settle();
        assertThat(cluster.trial(id, 0).live()).isTrue();
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        var trial = cluster.trial(id, 0);
        assertThat(cluster.engine.trials.policies().matched(trial.id()))
                .containsExactlyInAnyOrder("bad cable", "seen");
        assertThat(trial.attempts().restarts()).isZero();
        assertThat(cluster.log(trial))
                .contains(
                        "log policy 'bad cable' matches (cancel_retries): a failure ends it: NCCL peer"
                                + " reset by 10.0.0.7",
                        "log policy 'seen' matches: seen",
                        "trial 1 failed: its process ended with status 1; its log has a line that"
                                + " matches the policy 'bad cable' (cancel_retries), so it ends here")
                .filteredOn(line -> line.startsWith("log policy 'bad cable'"))
                .hasSize(1);
    }

    @Test
    void aTrialThatShallLeaveTheOnlyNodeEndsWithItsNextFailure() {
        var id =
                cluster.start(
                        TestCluster.SINGLE
                                + "log_policies: [{pattern: broken, action: {type: exclude_node}}]\n");
        cluster.lines(cluster.run(id), "CUDA out of memory", "the fan is broken");
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        assertThat(cluster.engine.trials.policies().matched(cluster.trial(id, 0).id()))
                .containsExactlyInAnyOrder("CUDA OOM", "broken");
        assertThat(cluster.log(cluster.trial(id, 0)).getLast()).contains("there is no other node");
    }

    /** Time passes while the master looks on. */
    private void passQuietly(Duration time) {
        var step = Duration.ofSeconds(15);
        for (var left = time; left.isPositive(); left = left.minus(step)) {
            cluster.clock.pass(step);
            cluster.settle();
        }
    }
}
