package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.allocation.AllocationState;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialState;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.report.EarlyExit;
import ai.resolute.master.trial.report.Report;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiment, trial and allocation together, on a real database with workers of the test. */
abstract class EngineContract {

    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open(Database database) {
        cluster = new TestCluster(database, directory, 2);
    }

    @Test
    void aSearchTrainsAllItsTrialsTwoAtATime() {
        var id = cluster.start(TestCluster.RANDOM);
        assertThat(cluster.workers.running()).hasSize(2);
        for (int index = 0; index < 4; index++) {
            var trial = cluster.trial(id, index);
            cluster.report(trial.allocation(), TestCluster.validation(10, 0.5 - index / 10.0));
            cluster.exit(trial, 0);
            cluster.settle();
        }
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
        assertThat(cluster.trials(id))
                .hasSize(4)
                .allMatch(trial -> ended(trial, Ending.Outcome.COMPLETED));
        assertThat(cluster.engine.leaders.best(cluster.experiment(id)))
                .hasValueSatisfying(
                        best -> assertThat(best.trial()).isEqualTo(cluster.trial(id, 3).id()));
        assertThat(cluster.workers.running()).isEmpty();
    }

    @Test
    void anAskThatFindsNoSlotWaitsWithAReason() {
        cluster.start(TestCluster.RANDOM);
        var second = cluster.start(TestCluster.SINGLE);
        var trial = cluster.trial(second, 0);
        assertThat(cluster.allocation(trial).state()).isInstanceOf(AllocationState.Waiting.class);
        assertThat(cluster.engine.allocations.reason(trial.allocation()))
                .hasValueSatisfying(reason -> assertThat(reason.text()).contains("slot"));
    }

    @Test
    void aFailedRunIsFollowedByOneFromTheNewestCheckpoint() {
        var id = cluster.start(TestCluster.SINGLE);
        var checkpoint = TestCluster.checkpoint(400);
        cluster.report(cluster.run(id), checkpoint);
        cluster.exit(cluster.trial(id, 0), 137);
        cluster.settle();
        var trial = cluster.trial(id, 0);
        assertThat(trial.attempts().run()).isEqualTo(2);
        assertThat(trial.attempts().restarts()).isEqualTo(1);
        assertThat(cluster.workers.launch(cluster.run(id)).environment())
                .containsEntry("DET_LATEST_CHECKPOINT", checkpoint.id().toString())
                .containsEntry("DET_STEPS_COMPLETED", "400")
                .containsEntry("DET_TRIAL_RUN_ID", "2");
        assertThat(cluster.log(trial))
                .containsExactly(
                        "trial 1 failed: signal 9 ended its process, and the cluster did not send it:"
                                + " most likely the kernel did, for want of memory; restarting from"
                                + " checkpoint "
                                + checkpoint.id()
                                + " at batch 400 (restart 1 of 2)");
    }

    @Test
    void aTrialThatFailsMoreOftenThanItMayEndsItsExperiment() {
        var id = cluster.start(TestCluster.SINGLE);
        for (int run = 1; run <= 3; run++) {
            cluster.exit(cluster.trial(id, 0), 1);
            cluster.settle();
            cluster.clock.pass(Duration.ofSeconds(5));
            cluster.settle();
        }
        assertThat(ended(cluster.trial(id, 0), Ending.Outcome.ERRORED)).isTrue();
        assertThat(outcome(id)).isEqualTo(Outcome.ERRORED);
        assertThat(cluster.log(cluster.trial(id, 0))).last().asString().contains("2 of 2 times");
    }

    @Test
    void aFailureThatARestartCannotMendEndsAtOnce() {
        var id = cluster.start(TestCluster.SINGLE);
        var failure = new Failure("missing_metric", "the model reports no val_loss", false);
        cluster.report(cluster.run(id), new Report.Failed(failure));
        cluster.exit(cluster.trial(id, 0), 3);
        cluster.settle();
        var trial = cluster.trial(id, 0);
        assertThat(trial.attempts().run()).isEqualTo(1);
        assertThat(trial.attempts().lastFailure()).contains(failure);
        assertThat(outcome(id)).isEqualTo(Outcome.ERRORED);
        assertThat(cluster.log(trial)).singleElement().asString().contains("no val_loss");
    }

    @Test
    void oneFailedTrialDoesNotEndASearch() {
        var id = cluster.searchWithOneFailure();
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void aPausedExperimentCheckpointsAndGoesOn() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.engine.experiments.pause(id);
        cluster.settle();
        var first = cluster.run(id);
        assertThat(cluster.engine.allocations.awaitPreemption(first, Duration.ZERO)).isTrue();
        cluster.report(first, TestCluster.checkpoint(100), new Report.Preempted());
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        assertThat(cluster.trial(id, 0).state()).isEqualTo(new TrialState.Paused());
        assertThat(cluster.workers.running()).isEmpty();
        cluster.engine.experiments.activate(id);
        cluster.settle();
        assertThat(cluster.workers.running())
                .containsExactly(cluster.run(id))
                .doesNotContain(first);
        assertThat(cluster.trial(id, 0).attempts().restarts()).isZero();
        assertThat(cluster.workers.launch(cluster.run(id)).environment())
                .containsEntry("DET_STEPS_COMPLETED", "100");
    }

    @Test
    void aRunThatDoesNotStopInTimeIsKilledAndThePauseHolds() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.engine.experiments.pause(id);
        cluster.settle();
        assertThat(cluster.workers.running()).hasSize(1);
        cluster.clock.pass(Duration.ofHours(2));
        cluster.settle();
        assertThat(cluster.workers.running()).isEmpty();
        assertThat(cluster.trial(id, 0).state()).isEqualTo(new TrialState.Paused());
        assertThat(cluster.trial(id, 0).attempts().restarts()).isZero();
    }

    @Test
    void anExperimentThatIsPausedBeforeItHadSlotsLetsGoOfItsAsks() {
        cluster.start(TestCluster.RANDOM);
        var second = cluster.start(TestCluster.SINGLE);
        cluster.engine.experiments.pause(second);
        cluster.settle();
        assertThat(cluster.trial(second, 0).state()).isEqualTo(new TrialState.Paused());
        cluster.engine.experiments.activate(second);
        cluster.settle();
        assertThat(cluster.allocation(cluster.trial(second, 0)).state())
                .isEqualTo(new AllocationState.Waiting());
    }

    @Test
    void cancelingLetsTrialsCheckpointFirst() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.engine.experiments.cancel(id);
        cluster.settle();
        assertThat(cluster.workers.running()).hasSize(1);
        cluster.report(cluster.run(id), TestCluster.checkpoint(7), new Report.Preempted());
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        assertThat(ended(cluster.trial(id, 0), Ending.Outcome.CANCELED)).isTrue();
        assertThat(outcome(id)).isEqualTo(Outcome.CANCELED);
    }

    @Test
    void killingEndsAtOnce() {
        var id = cluster.start(TestCluster.RANDOM);
        cluster.engine.experiments.kill(id);
        cluster.settle();
        assertThat(cluster.workers.running()).isEmpty();
        assertThat(outcome(id)).isEqualTo(Outcome.KILLED);
        assertThat(cluster.trials(id))
                .hasSize(2)
                .allMatch(trial -> ended(trial, Ending.Outcome.CANCELED));
    }

    @Test
    void aKilledTrialUsesUpNoRestartAndTheSearchGoesOn() {
        var id = cluster.start(TestCluster.RANDOM);
        cluster.engine.trials.kill(cluster.trial(id, 0).id());
        cluster.settle();
        assertThat(cluster.trial(id, 0).attempts().restarts()).isZero();
        assertThat(cluster.trials(id)).hasSize(3);
        assertThat(cluster.workers.running()).hasSize(2);
    }

    @Test
    void aPausedExperimentCanBeCanceled() {
        var id = cluster.submit(TestCluster.RANDOM, false);
        cluster.settle();
        assertThat(cluster.workers.running()).isEmpty();
        cluster.engine.experiments.cancel(id);
        cluster.settle();
        assertThat(outcome(id)).isEqualTo(Outcome.CANCELED);
    }

    @Test
    void anEarlyStopOfTheScriptIsASuccess() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.report(cluster.run(id), new Report.Stopped(EarlyExit.USER_REQUESTED_STOP));
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        assertThat(ended(cluster.trial(id, 0), Ending.Outcome.STOPPED_EARLY)).isTrue();
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void aRefusedPointIsReplacedByAnother() {
        var id = cluster.start(TestCluster.RANDOM);
        cluster.report(cluster.run(id), new Report.Stopped(EarlyExit.INVALID_HYPERPARAMETERS));
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        for (int index = 1; index < 5; index++) {
            cluster.exit(cluster.trial(id, index), 0);
            cluster.settle();
        }
        assertThat(cluster.trials(id)).hasSize(5);
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void nothingStartsOnceTheClusterDrains() {
        cluster.settle();
        var id = cluster.submit(TestCluster.SINGLE);
        for (var done = ""; !done.equals("experiment " + id); ) {
            // Its trial has asked for a slot then, and nobody has planned yet.
            done = cluster.engine.duties.pass().orElseThrow();
        }
        assertThat(cluster.allocation(cluster.trial(id, 0)).holds()).isFalse();
        cluster.overtake(cluster.engine.allocations::drain);
        cluster.settle();
        assertThat(cluster.workers.starts()).isEmpty();
        assertThat(cluster.trial(id, 0).live()).isTrue();
    }

    @Test
    void drainingKeepsWhatPeopleWant() {
        var id = cluster.start(TestCluster.RANDOM);
        cluster.engine.allocations.drain();
        cluster.settle();
        for (var trial : cluster.trials(id)) {
            cluster.report(trial.allocation(), TestCluster.checkpoint(5), new Report.Preempted());
            cluster.exit(trial, 0);
        }
        cluster.settle();
        assertThat(cluster.workers.running()).isEmpty();
        assertThat(cluster.engine.idle()).isTrue();
        assertThat(cluster.experiment(id).state()).isEqualTo(new ExperimentState.Active());
        cluster.restart();
        cluster.settle();
        assertThat(cluster.workers.running()).hasSize(2);
        assertThat(cluster.trials(id)).allMatch(trial -> trial.attempts().restarts() == 0);
    }

    @Test
    void aKilledMasterFindsItsWorkersAgain() {
        var id = cluster.start(TestCluster.RANDOM);
        var before = cluster.workers.running();
        cluster.restart();
        cluster.settle();
        assertThat(cluster.workers.running()).isEqualTo(before);
        assertThat(cluster.workers.starts().values()).containsOnly(1);
        assertThat(cluster.trials(id)).hasSize(2);
    }

    @Test
    void whatEndedWhileThereWasNoMasterIsToldAtTheStart() {
        var id = cluster.start(TestCluster.SINGLE);
        var trial = cluster.trial(id, 0);
        cluster.workers.masterIsGone();
        cluster.exit(trial, 0);
        cluster.restart();
        cluster.settle();
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void theSameSubmissionTwiceIsOneExperiment() {
        var owner = cluster.engine.users.get("determined").id();
        var submission =
                new ai.resolute.master.experiment.submission.Submission(
                        owner,
                        TestCluster.SINGLE,
                        ai.resolute.master.experiment.submission.ContextArchive.of(new byte[0]),
                        java.util.Optional.empty(),
                        ai.resolute.master.experiment.submission.Submission.Manner.ACTIVE,
                        java.util.Optional.of("key"));
        var first = cluster.engine.experiments.create(submission).experiment().orElseThrow().id();
        var again = cluster.engine.experiments.create(submission).experiment().orElseThrow().id();
        assertThat(again).isEqualTo(first);
    }

    @Test
    void anExperimentThatIsOverTakesNoFurtherWish() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        var experiments = cluster.engine.experiments;
        assertThatThrownBy(() -> experiments.pause(id))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage(
                        "experiment in terminal state: experiment 1 is completed and cannot be paused."
                                + " It can be continued, archived or deleted.");
        assertThatThrownBy(() -> experiments.activate(id))
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "experiment 1 is completed and cannot go on. It can be continued,"
                                + " archived or deleted.");
        assertThatThrownBy(() -> experiments.unarchive(id))
                .hasMessage("Experiment is not archived. It can be archived.");
        assertThatThrownBy(() ->
                        cluster.engine.trials.earlyExit(
                                cluster.trial(id, 0).id(), EarlyExit.USER_REQUESTED_STOP))
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "trial 1 is over (trained) and cannot stop early. It can only be looked at:"
                                + " det trial describe 1.");
        experiments.cancel(id);
        experiments.kill(id);
        experiments.archive(id);
        assertThatThrownBy(() -> experiments.archive(id))
                .hasMessage("Experiment is already archived. It can be unarchived.");
        assertThatThrownBy(() -> experiments.kill(id))
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "experiment 1 is completed, archived, and cannot be killed. It can be"
                                + " unarchived or deleted.");
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void anExperimentThatIsBeingEndedCanOnlyBeKilled() {
        var id = cluster.start(TestCluster.SINGLE);
        var experiments = cluster.engine.experiments;
        assertThatThrownBy(() -> experiments.archive(id))
                .hasMessage(
                        "experiment 1 is active and cannot be archived. It can be paused, canceled or"
                                + " killed.");
        experiments.cancel(id);
        assertThatThrownBy(() -> experiments.pause(id))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage(
                        "experiment 1 is being canceled and cannot be paused. It can be killed.");
        assertThatThrownBy(() -> experiments.activate(id))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage("experiment 1 is being canceled and cannot go on. It can be killed.");
        experiments.cancel(id);
        experiments.kill(id);
        cluster.settle();
        assertThat(outcome(id)).isEqualTo(Outcome.KILLED);
    }

    private Outcome outcome(ExperimentId id) {
        return ((ExperimentState.Ended) cluster.experiment(id).state()).outcome();
    }

    private static boolean ended(Trial trial, Ending.Outcome outcome) {
        return trial.state() instanceof TrialState.Ended(var ending, _)
                && ending.outcome() == outcome;
    }
}
