package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.experiment.UnmanagedTrials;
import ai.resolute.master.experiment.submission.ContextArchive;
import ai.resolute.master.experiment.submission.Submission;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.id.Unmanaged;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Processes;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialState;
import ai.resolute.master.user.Users;
import ai.resolute.master.why.Explanation.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments whose trials are run by processes that the cluster did not start. */
abstract class EngineUnmanagedContract {
    private static final String CONFIG =
            """
            name: elsewhere
            searcher: {name: single, metric: val_loss}
            checkpoint_storage: {type: directory, container_path: /tmp/checkpoints}
            """;

    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open(Database database) {
        cluster = new TestCluster(database, directory, 2);
    }

    private Experiment submit(Optional<String> externalId) {
        return submit(externalId, Submission.Manner.PAUSED);
    }

    private Experiment submit(Optional<String> externalId, Submission.Manner manner) {
        var owner = cluster.engine.users.get(Users.DETERMINED).id();
        var submission =
                new Submission(
                        owner,
                        CONFIG,
                        ContextArchive.of(new byte[] {1}),
                        Optional.empty(),
                        manner,
                        Optional.empty(),
                        Submission.Basis.NONE,
                        Optional.of(new Unmanaged(externalId)));
        return cluster.engine.experiments.create(submission).experiment().orElseThrow();
    }

    private UnmanagedTrials trials() {
        return cluster.engine.experiments.unmanaged();
    }

    private Processes processes() {
        return cluster.engine.trials.processes();
    }

    private Trial create(ExperimentId experiment, String externalId) {
        return trials().create(experiment, Map.of("lr", 0.1), Optional.of(externalId));
    }

    /** A trial that a process has begun to run. */
    private Trial begun() {
        var experiment = submit(Optional.of("digits"));
        var trial = create(experiment.id(), "first");
        trials().resume(trial.id());
        cluster.settle();
        return now(trial.id());
    }

    private Trial now(TrialId id) {
        return cluster.engine.trials.get(id);
    }

    private ExperimentState state(Trial trial) {
        return cluster.experiment(trial.origin().experiment()).state();
    }

    private static Outcome outcome(ExperimentState state) {
        return ((ExperimentState.Ended) state).outcome();
    }

    private static Ending ending(Trial trial) {
        return ((TrialState.Ended) trial.state()).ending();
    }

    @Test
    void nothingIsTakenOfARunBehindTheBeginOfTheNext() {
        var trial = begun();
        cluster.overtake(() -> cluster.overtake(() -> trials().resume(trial.id())));
        var checkpoint = TestCluster.checkpoint(10);
        assertThatThrownBy(() -> cluster.engine.reports.accept(trial.id(), 1, checkpoint))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage("invalid run id, 1 (reported) != 2 (expected)");
        assertThat(cluster.engine.checkpoints.find(checkpoint.id())).isEmpty();
        cluster.engine.reports.accept(trial.id(), 2, checkpoint);
        assertThat(cluster.engine.checkpoints.find(checkpoint.id())).isPresent();
    }

    @Test
    void anEndIsNotToldOfATrialThatHasGoneOnMeanwhile() {
        var trial = begun();
        while (now(trial.id()).live()) {
            if (cluster.engine.duties.pass().isEmpty()) {
                cluster.clock.pass(Duration.ofSeconds(15));
            }
        }
        cluster.overtake(() -> processes().heard(trial.id()));
        cluster.settle();
        assertThat(now(trial.id()).remote()).isTrue();
        assertThat(state(trial)).isInstanceOf(ExperimentState.Active.class);
        processes().told(trial.id(), Ending.TOLD_COMPLETED);
        cluster.settle();
        assertThat(outcome(state(trial))).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void whatIsHiddenFromTheBeginningTakesTrials() {
        var hidden = new Submission.Manner(true, true, false);
        var experiment = submit(Optional.of("a test"), hidden);
        assertThat(experiment.archived()).isTrue();
        assertThat(create(experiment.id(), "first").origin().experiment())
                .isEqualTo(experiment.id());
    }

    @Test
    void theSameExternalIdsAreTheSameExperimentAndTrial() {
        var experiment = submit(Optional.of("digits"));
        assertThat(submit(Optional.of("digits")).id()).isEqualTo(experiment.id());
        assertThat(submit(Optional.of("letters")).id()).isNotEqualTo(experiment.id());
        assertThat(submit(Optional.empty()).id()).isNotEqualTo(submit(Optional.empty()).id());
        var trial = create(experiment.id(), "first");
        assertThat(create(experiment.id(), "first")).isEqualTo(trial);
        assertThat(create(experiment.id(), "second").id()).isNotEqualTo(trial.id());
        assertThat(cluster.experiment(experiment.id()).trials()).isEqualTo(2);
        cluster.settle();
        cluster.restart();
        cluster.settle();
        assertThat(cluster.experiment(experiment.id()).origin().unmanaged())
                .contains(new Unmanaged(Optional.of("digits")));
        assertThat(cluster.engine.experiments.getExternal("digits").id())
                .isEqualTo(experiment.id());
        assertThat(trials().get(experiment.id(), "first").origin().unmanaged())
                .contains(new Unmanaged(Optional.of("first")));
        assertThat(submit(Optional.of("digits")).id()).isEqualTo(experiment.id());
        assertThat(cluster.workers.running()).isEmpty();
        assertThat(cluster.engine.allocations.live()).isEmpty();
    }

    @Test
    void aKeyOfAnotherSubmissionIsNoExternalId() {
        var managed = cluster.start(TestCluster.SINGLE);
        assertThat(cluster.experiment(managed).unmanaged()).isFalse();
        assertThatThrownBy(() -> create(managed, "first"))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("is not unmanaged");
        assertThatThrownBy(() -> processes().heard(cluster.trial(managed, 0).id()))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("is not unmanaged");
    }

    @Test
    void theExperimentIsOverWithItsLastTrialAndGoesOnWithTheNext() {
        var trial = begun();
        var experiment = trial.origin().experiment();
        var second = create(experiment, "second");
        processes().told(trial.id(), Ending.TOLD_COMPLETED);
        cluster.settle();
        assertThat(state(trial)).isInstanceOf(ExperimentState.Active.class);
        trials().resume(second.id());
        processes().told(second.id(), Ending.TOLD_FAILED);
        cluster.settle();
        assertThat(outcome(state(trial))).isEqualTo(Outcome.COMPLETED);
        trials().resume(second.id());
        cluster.settle();
        assertThat(state(trial)).isInstanceOf(ExperimentState.Active.class);
        processes().told(second.id(), Ending.TOLD_COMPLETED);
        cluster.settle();
        assertThat(cluster.experiment(experiment).ended().orElseThrow().reason())
                .isEqualTo("2 of 2 trials completed");
        create(experiment, "third");
        cluster.settle();
        assertThat(state(trial)).isInstanceOf(ExperimentState.Active.class);
    }

    @Test
    void aProcessThatFallsSilentIsLostAfterItsLeaseAndBackWhenItIsHeard() {
        var trial = begun();
        passQuietly(Processes.LEASE.minusSeconds(30));
        assertThat(now(trial.id()).remote()).isTrue();
        processes().heard(trial.id());
        var heard = cluster.clock.instant();
        passQuietly(Processes.LEASE.minusSeconds(15));
        assertThat(now(trial.id()).remote()).isTrue();
        passQuietly(Duration.ofSeconds(30));
        assertThat(ending(now(trial.id())).kind()).isEqualTo("lost");
        assertThat(ending(now(trial.id())).reason()).contains(heard.toString());
        assertThat(outcome(state(trial))).isEqualTo(Outcome.ERRORED);
        assertThat(cluster.engine.why.of(trial.id()).summary()).contains(heard.toString());
        processes().heard(trial.id());
        cluster.settle();
        assertThat(now(trial.id()).remote()).isTrue();
        assertThat(now(trial.id()).attempts().run()).isEqualTo(1);
        assertThat(state(trial)).isInstanceOf(ExperimentState.Active.class);
        passQuietly(Processes.LEASE.plusSeconds(30));
        assertThat(ending(now(trial.id())).kind()).isEqualTo("lost");
        processes().told(trial.id(), Ending.TOLD_COMPLETED);
        cluster.settle();
        assertThat(outcome(state(trial))).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void timeInWhichNobodyListenedIsNotSilence() {
        var trial = begun();
        cluster.clock.pass(Duration.ofHours(9));
        cluster.settle();
        passQuietly(Processes.LEASE.minusSeconds(30));
        assertThat(now(trial.id()).remote()).as("the machine slept").isTrue();
        cluster.restart();
        cluster.settle();
        passQuietly(Processes.LEASE.minusSeconds(30));
        assertThat(now(trial.id()).remote()).as("the master was away").isTrue();
        passQuietly(Duration.ofSeconds(45));
        assertThat(ending(now(trial.id())).kind()).isEqualTo("lost");
    }

    @Test
    void aReplacedRunIsRefusedAndTheNextGoesOnFromTheNewestCheckpoint() {
        var trial = begun();
        var reports = cluster.engine.reports;
        reports.accept(trial.id(), 1, TestCluster.validation(4, 0.5));
        var checkpoint = TestCluster.checkpoint(4);
        reports.accept(trial.id(), 1, checkpoint);
        var second = trials().resume(trial.id());
        assertThat(second.run()).isEqualTo(2);
        assertThat(second.from().orElseThrow().id()).isEqualTo(checkpoint.id());
        assertThatThrownBy(() -> reports.accept(trial.id(), 1, TestCluster.validation(5, 0.4)))
                .hasMessage("invalid run id, 1 (reported) != 2 (expected)");
        reports.accept(trial.id(), 2, TestCluster.validation(5, 0.4));
        assertThat(cluster.validations(trial)).isEqualTo(2);
        var anew = trials().restart(trial.id());
        assertThat(anew).isEqualTo(new UnmanagedTrials.Begin(3, Optional.empty()));
    }

    @Test
    void whatIsKilledTakesNothingMoreUntilItIsBegunAgain() {
        var trial = begun();
        var experiment = trial.origin().experiment();
        assertThatThrownBy(() -> cluster.engine.experiments.pause(experiment))
                .hasMessageContaining("is unmanaged and cannot be paused");
        assertThatThrownBy(() -> cluster.engine.experiments.activate(experiment))
                .hasMessageContaining("is unmanaged and cannot be activated");
        assertThatThrownBy(() -> cluster.engine.experiments.again(experiment, Optional.empty()))
                .hasMessageContaining("is unmanaged: it goes on when");
        assertThatThrownBy(() -> cluster.engine.experiments.archive(experiment))
                .hasMessageContaining(
                        "is active and cannot be archived. It can be canceled or killed.");
        cluster.engine.experiments.kill(experiment);
        cluster.settle();
        assertThat(outcome(state(trial))).isEqualTo(Outcome.KILLED);
        assertThatThrownBy(() -> cluster.engine.experiments.again(experiment, Optional.empty()))
                .hasMessageContaining("is unmanaged");
        assertThatThrownBy(() -> processes().heard(trial.id()))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("killed on request");
        assertThatThrownBy(() ->
                        cluster.engine.reports.accept(
                                trial.id(), 1, TestCluster.validation(5, 0.4)))
                .isInstanceOf(Conflict.class);
        cluster.engine.experiments.archive(experiment);
        assertThatThrownBy(() -> trials().resume(trial.id())).hasMessageContaining("archived");
        assertThatThrownBy(() -> create(experiment, "second")).hasMessageContaining("archived");
        cluster.engine.experiments.unarchive(experiment);
        trials().resume(trial.id());
        cluster.settle();
        assertThat(state(trial)).isInstanceOf(ExperimentState.Active.class);
        cluster.engine.experiments.cancel(experiment);
        cluster.settle();
        cluster.engine.experiments.delete(experiment);
        cluster.settle();
        assertThat(cluster.engine.experiments.find(experiment)).isEmpty();
        assertThat(submit(Optional.of("digits")).id()).isNotEqualTo(experiment);
    }

    @Test
    void whyTellsWhenItWasHeardAndWhenItsLeaseEnds() {
        var waiting = create(submit(Optional.empty()).id(), "first");
        assertThat(cluster.engine.why.of(waiting.id()).summary())
                .contains("waits for a process to begin");
        assertThatThrownBy(() -> processes().heard(waiting.id()))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("no process has begun");
        trials().resume(waiting.id());
        var why = cluster.engine.why.of(waiting.id());
        assertThat(why.summary()).contains("a process that the cluster did not start");
        var now = cluster.clock.instant();
        assertThat(why.reasons())
                .extracting(Reason::kind, Reason::since, Reason::until)
                .contains(
                        org.assertj.core.api.Assertions.tuple(
                                "heard", Optional.of(now), Optional.empty()),
                        org.assertj.core.api.Assertions.tuple(
                                "lease", Optional.empty(), Optional.of(now.plus(Processes.LEASE))));
        assertThat(cluster.engine.why.of(waiting.origin().experiment()).summary())
                .contains("1 of its 1 open trials run");
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
