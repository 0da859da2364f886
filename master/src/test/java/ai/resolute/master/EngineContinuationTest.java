package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.experiment.ExperimentState.Ended;
import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import ai.resolute.master.trial.TrialState;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Experiments that were over and go on. */
@ExtendWith(EitherDatabase.class)
class EngineContinuationTest {
    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open(Database database) {
        cluster = new TestCluster(database, directory, 2);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private void again(ExperimentId id, String override) {
        cluster.engine.experiments.again(id, Optional.of(override).filter(text -> !text.isEmpty()));
        cluster.settle();
    }

    private Outcome outcome(ExperimentId id) {
        return ((Ended) cluster.experiment(id).state()).outcome();
    }

    @Test
    void aFailedTrialGoesOnFromItsNewestCheckpointWithFreshRestarts() {
        var id = cluster.start(TestCluster.SINGLE.replace("max_restarts: 2", "max_restarts: 0"));
        var checkpoint = TestCluster.checkpoint(40);
        cluster.report(cluster.run(id), checkpoint);
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        assertThat(outcome(id)).isEqualTo(Outcome.ERRORED);

        again(id, "max_restarts: 1");
        assertThat(cluster.workers.launch(cluster.run(id)).environment())
                .containsEntry("DET_LATEST_CHECKPOINT", checkpoint.id().toString())
                .containsEntry("DET_STEPS_COMPLETED", "40")
                .containsEntry("DET_TRIAL_RUN_ID", "2");
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        assertThat(cluster.trial(id, 0).attempts().restarts()).isEqualTo(1);
        cluster.restart();
        cluster.settle();
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
        assertThat(cluster.trials(id)).hasSize(1);
    }

    @Test
    void itsLogIsReadByTheLogPoliciesOfTheNewConfiguration() {
        var id = cluster.start(TestCluster.SINGLE + "log_policies: [{pattern: before}]\n");
        cluster.lines(cluster.run(id), "before", "after");
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        again(id, "log_policies: [{pattern: after}]");
        cluster.lines(cluster.run(id), "after");
        assertThat(cluster.engine.trials.policies().matched(cluster.trial(id, 0).id()))
                .contains("before", "after");
    }

    @Test
    void theOneTrialOfASingleSearchGoesOnByAnotherConfiguration() {
        var id =
                cluster.start(
                        TestCluster.SINGLE
                                + "hyperparameters: {lr: 0.5, width: 8}\ndescription: before\n");
        cluster.report(cluster.run(id), TestCluster.checkpoint(10));
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
        again(id, "{hyperparameters: {lr: 0.1}, description: after}");
        assertThat(cluster.workers.running()).hasSize(1);
        assertThat(cluster.trial(id, 0).origin().hyperparameters())
                .containsEntry("lr", 0.1)
                .containsEntry("width", 8);
        assertThat(cluster.experiment(id).origin().config().description()).isEqualTo("after");
    }

    @Test
    void aCanceledSearchMakesTheTrialsThatItHadNotMade() {
        var id = cluster.start(TestCluster.RANDOM);
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        cluster.engine.experiments.kill(id);
        cluster.settle();
        assertThat(cluster.trials(id)).hasSize(3);
        again(id, "");
        for (int index = 1; index < 4; index++) {
            cluster.exit(cluster.trial(id, index), 0);
            cluster.settle();
        }
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
        assertThat(cluster.trials(id))
                .hasSize(4)
                .allMatch(trial -> trial.state() instanceof TrialState.Ended);
        assertThat(cluster.trial(id, 0).attempts().run()).as("the finished one").isEqualTo(1);
        assertThat(cluster.trial(id, 1).attempts().run()).isEqualTo(2);
        assertThat(((Ended) cluster.experiment(id).state()).reason())
                .isEqualTo("4 of 4 trials completed");
    }

    @Test
    void anErroredTrialOfASearchThatIsOverGoesOnAlone() {
        var id = cluster.searchWithOneFailure();
        assertThat(outcome(id)).isEqualTo(Outcome.COMPLETED);
        again(id, "");
        assertThat(cluster.workers.running()).containsExactly(cluster.trial(id, 0).allocation());
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        assertThat(cluster.trials(id)).hasSize(4);
        assertThat(((Ended) cluster.experiment(id).state()).reason())
                .isEqualTo("4 of 4 trials completed");
    }

    @Test
    void whatCannotGoOnIsSaid() {
        var live = cluster.start(TestCluster.RANDOM);
        refuses(
                live,
                "",
                "experiment 1 is active and cannot be continued. It can be paused, canceled or killed.");
        for (int index = 0; index < 4; index++) {
            cluster.exit(cluster.trial(live, index), 0);
            cluster.settle();
        }
        refuses(live, "", "has no trial to continue");
        refuses(live, "max_restarts: 1", "override config is provided");
        assertThatThrownBy(() -> cluster.engine.experiments.pause(live))
                .hasMessageEndingWith("It can be archived or deleted.");
        var one = cluster.start(TestCluster.SINGLE);
        cluster.exit(cluster.trial(one, 0), 0);
        cluster.settle();
        refuses(
                one,
                "searcher: {name: random, metric: val_loss, max_trials: 2}",
                "override config must have single searcher type got 'random' instead");
        refuses(one, "max_restart: 1", "max_restart");
        cluster.engine.experiments.archive(one);
        refuses(one, "", "cannot be continued. It can be unarchived or deleted.");
        var halving =
                cluster.start(
                        """
                        name: halving
                        entrypoint: train.py
                        searcher: {name: sync_halving, metric: val_loss, num_rungs: 2, divisor: 3,
                            target_trial_steps: 9, step_budget: 36}
                        hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
                        """);
        cluster.engine.experiments.kill(halving);
        cluster.settle();
        refuses(halving, "", "source_trial_id");
    }

    private void refuses(ExperimentId id, String override, String why) {
        var before = cluster.experiment(id);
        assertThatThrownBy(() -> again(id, override))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining(why);
        assertThat(cluster.experiment(id)).isEqualTo(before);
    }
}
