package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.Length;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.resource.WorkerExit;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Goal;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialState;
import ai.resolute.master.trial.report.Report;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches that tell their trials how far to train: halving that promotes, and populations. */
abstract class EngineLengthsContract {
    private static final String HALVING =
            """
            name: halving
            scheduling_unit: 10
            entrypoint: train.py
            max_restarts: 1
            searcher: {name: async_halving, metric: val_loss, num_rungs: 2, divisor: 3,
                target_trial_steps: 9, max_trials: 3, max_concurrent_trials: 3}
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
            """;
    private static final String POPULATION =
            """
            name: population
            entrypoint: train.py
            scheduling_unit: 10
            searcher: {name: pbt, metric: val_loss, population_size: 2, num_rounds: 2,
                steps_per_round: 3, replace_function: {truncate_fraction: 0.5},
                explore_function: {resample_probability: 0, perturb_factor: 0.2}}
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
            """;

    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open(Database database) {
        cluster = new TestCluster(database, directory, 2);
    }

    @Test
    void aRunIsToldHowFarToTrain() {
        var id = cluster.start(HALVING);
        assertThat(cluster.workers.launch(cluster.run(id)).environment())
                .containsEntry("DET_TRIAL_LENGTH", "{\"batches\": 30}");
    }

    @Test
    void aTrialThatWaitsForTheSearchGivesItsSlotsToOthers() {
        var id = cluster.start(HALVING);
        reach(id, 0, 30, 0.5);
        assertThat(cluster.engine.allocations.awaitPreemption(cluster.run(id), Duration.ZERO))
                .isTrue();
        leave(id, 0);
        assertThat(cluster.trial(id, 0).state()).isEqualTo(new TrialState.Paused());
        assertThat(cluster.trial(id, 0).resting()).isTrue();
        assertThat(cluster.workers.running())
                .containsExactlyInAnyOrder(
                        cluster.trial(id, 1).allocation(), cluster.trial(id, 2).allocation());
    }

    @Test
    void aTrialThatIsPromotedAtOnceTrainsOnWithoutARestart() {
        var id = cluster.start(HALVING);
        reach(id, 0, 30, 0.5);
        leave(id, 0);
        reach(id, 1, 30, 0.6);
        leave(id, 1);
        var run = cluster.trial(id, 2).allocation();
        reach(id, 2, 30, 0.1);
        assertThat(cluster.workers.running()).containsExactly(run);
        assertThat(cluster.engine.allocations.awaitPreemption(run, Duration.ZERO)).isFalse();
        assertThat(cluster.engine.trials.awaitLength(run, batches(30), Duration.ZERO))
                .isEqualTo(batches(90));
        reach(id, 2, 90, 0.05);
        leave(id, 2);
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
        assertThat(cluster.trials(id)).allMatch(trial -> trial.attempts().restarts() == 0);
        assertThat(ending(cluster.trial(id, 2))).isEqualTo(Ending.Outcome.COMPLETED);
        assertThat(cluster.workers.starts().values()).containsOnly(1);
    }

    @Test
    void aTrialThatIsPromotedLaterGoesOnFromItsCheckpoint() {
        var id = cluster.start(HALVING);
        reach(id, 0, 30, 0.1);
        leave(id, 0);
        reach(id, 1, 30, 0.6);
        leave(id, 1);
        reach(id, 2, 30, 0.7);
        leave(id, 2);
        var run = cluster.run(id);
        assertThat(run.run()).isEqualTo(2);
        assertThat(cluster.workers.launch(run).environment())
                .containsEntry("DET_TRIAL_LENGTH", "{\"batches\": 90}")
                .containsEntry("DET_STEPS_COMPLETED", "30");
        assertThat(cluster.trial(id, 0).attempts().restarts()).isZero();
    }

    @Test
    void aRunnerThatEndsAtItsLengthIsFollowedByTheNextWhenMoreIsAsked() {
        var id = cluster.start(HALVING);
        reach(id, 0, 30, 0.5);
        leave(id, 0);
        reach(id, 1, 30, 0.6);
        leave(id, 1);
        reach(id, 2, 30, 0.1);
        cluster.exit(cluster.trial(id, 2), 0);
        cluster.settle();
        assertThat(cluster.trial(id, 2).attempts().run()).isEqualTo(2);
        assertThat(cluster.trial(id, 2).goal()).contains(new Goal(batches(90), false));
    }

    @Test
    void aReportOfALengthCountsOnceThoughTheMasterIsKilledAndTheRunToo() {
        var id = cluster.start(HALVING);
        reach(id, 0, 30, 0.5);
        cluster.restart();
        cluster.settle();
        cluster.workers.end(cluster.run(id), new WorkerExit.Lost("power"));
        cluster.settle();
        assertThat(cluster.trial(id, 0).state()).isEqualTo(new TrialState.Paused());
        assertThat(cluster.trial(id, 0).attempts().restarts()).isZero();
        var before = cluster.experiment(id);
        cluster.engine.experiments.pause(id);
        cluster.engine.experiments.activate(id);
        cluster.settle();
        assertThat(cluster.trial(id, 0).state()).isEqualTo(new TrialState.Paused());
        assertThat(cluster.experiment(id).state()).isEqualTo(before.state());
    }

    @Test
    void aRunThatFailsOnItsWayIsRestartedForTheSameLength() {
        var id = cluster.start(HALVING);
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        assertThat(cluster.workers.launch(cluster.run(id)).environment())
                .containsEntry("DET_TRIAL_LENGTH", "{\"batches\": 30}")
                .containsEntry("DET_TRIAL_RUN_ID", "2");
    }

    @Test
    void whatIsPromotedWhileThePauseHoldsRunsAfterIt() {
        var id = cluster.start(HALVING);
        reach(id, 0, 30, 0.1);
        leave(id, 0);
        reach(id, 1, 30, 0.6);
        leave(id, 1);
        cluster.engine.experiments.pause(id);
        cluster.settle();
        reach(id, 2, 30, 0.7);
        leave(id, 2);
        assertThat(cluster.workers.running()).isEmpty();
        assertThat(cluster.trial(id, 0).goal()).contains(new Goal(batches(90), false));
        cluster.engine.experiments.activate(id);
        cluster.settle();
        assertThat(cluster.workers.running()).containsExactly(cluster.run(id));
    }

    @Test
    void aCopyOfAPopulationBeginsWithTheWeightsOfTheBest() {
        var id = cluster.start(POPULATION);
        var best = reach(id, 0, 30, 0.1);
        leave(id, 0);
        reach(id, 1, 30, 0.9);
        leave(id, 1);
        var copy = cluster.trial(id, 2);
        assertThat(copy.origin().warmStart()).contains(best.id());
        assertThat(cluster.workers.launch(copy.allocation()).environment())
                .containsEntry("DET_LATEST_CHECKPOINT", best.id().toString())
                .containsEntry("DET_STEPS_COMPLETED", "0");
    }

    /** The trial validates, checkpoints and says that it has come so far. */
    private Report.Checkpoint reach(ExperimentId id, int index, long steps, double loss) {
        var checkpoint = TestCluster.checkpoint(steps);
        cluster.report(
                cluster.trial(id, index).allocation(),
                TestCluster.validation(steps, loss),
                checkpoint,
                new Report.Reached(batches(steps), steps));
        cluster.settle();
        return checkpoint;
    }

    /** The run heard that it shall stop. */
    private void leave(ExperimentId id, int index) {
        var trial = cluster.trial(id, index);
        cluster.report(trial.allocation(), new Report.Preempted());
        cluster.exit(trial, 0);
        cluster.settle();
    }

    private Outcome outcome(ExperimentId id) {
        return ((ExperimentState.Ended) cluster.experiment(id).state()).outcome();
    }

    private static Ending.Outcome ending(Trial trial) {
        return ((TrialState.Ended) trial.state()).ending().outcome();
    }

    private static Length batches(long count) {
        return new Length(Length.Unit.BATCHES, count);
    }
}
