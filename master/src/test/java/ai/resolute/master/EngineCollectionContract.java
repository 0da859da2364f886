package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.Checkpoint.State;
import ai.resolute.master.checkpoint.file.Backlog;
import ai.resolute.master.checkpoint.file.Backlog.Trouble;
import ai.resolute.master.checkpoint.file.Removal;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.StorageConfig.Retention;
import ai.resolute.master.experiment.collection.Collector;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.report.Report;
import ai.resolute.master.why.Explanation.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of checkpoints, on a real database; the storage is the test's. */
abstract class EngineCollectionContract {
    private static final List<String> ALL = List.of();

    @TempDir Path directory;
    private Database database;
    private TestCluster cluster;

    @BeforeEach
    void open(Database opened) {
        database = opened;
        cluster = new TestCluster(opened, directory, 2);
    }

    @Test
    void whenAnExperimentEndsTheBestAndTheNewestOfEachTrialStay() {
        var id = trained(3, 1, 2);
        assertThat(cluster.storage.removed()).isEmpty();
        end(id);
        assertThat(steps(id, State.COMPLETED)).containsExactly(20L, 30L);
        assertThat(steps(id, State.DELETED)).containsExactly(10L);
        assertThat(cluster.storage.removed()).containsExactly(Removal.all(at(id, 10).id()));
        assertThat(at(id, 10).resources()).isEmpty();
        assertThat(cluster.engine.removals.owed(id)).isZero();
    }

    @Test
    void aPolicyCanBeTriedAndThenSetAndIsSeenInTheConfiguration() {
        var id = trained(1, 2, 3);
        end(id);
        assertThat(steps(id, State.COMPLETED)).containsExactly(10L, 30L);
        var policy = new Retention(0, 0, 1);
        assertThat(cluster.engine.collector.preview(id, policy))
                .extracting(Checkpoint::stepsCompleted)
                .containsExactly(10L);
        cluster.settle();
        assertThat(steps(id, State.COMPLETED)).containsExactly(10L, 30L);
        cluster.engine.collector.keep(id, _ -> policy);
        cluster.settle();
        assertThat(steps(id, State.COMPLETED)).containsExactly(30L);
        assertThat(cluster.experiment(id).origin().config().trial().storage().retention())
                .isEqualTo(policy);
        cluster.restart();
        assertThat(cluster.experiment(id).origin().config().trial().storage().retention())
                .isEqualTo(policy);
    }

    @Test
    void aTrialThatIsNotOverKeepsWhatItWouldRestartFrom() {
        var id = trained(1, 2, 3);
        cluster.engine.collector.keep(id, _ -> new Retention(0, 0, 0));
        cluster.settle();
        assertThat(steps(id, State.COMPLETED)).containsExactly(30L);
        end(id);
        assertThat(steps(id, State.COMPLETED)).isEmpty();
    }

    @Test
    void whatWasSortedByAnotherPolicyIsSortedAgain() {
        var id = trained(3, 1, 2);
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settleButStorages();
        cluster.overtake(() -> cluster.engine.collector.keep(id, _ -> new Retention(0, 0, 3)));
        cluster.settle();
        assertThat(steps(id, State.COMPLETED)).containsExactly(10L, 20L, 30L);
        cluster.engine.collector.keep(id, _ -> new Retention(0, 0, 1));
        cluster.settle();
        assertThat(steps(id, State.COMPLETED)).containsExactly(30L);
    }

    @Test
    void aTrialThatGoesOnMeanwhileKeepsWhatItGoesOnFrom() {
        var id = trained(1, 2, 3);
        cluster.engine.collector.keep(id, _ -> new Retention(0, 0, 0));
        cluster.settle();
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settleButStorages();
        cluster.overtake(() -> cluster.engine.experiments.again(id, Optional.empty()));
        cluster.settle();
        assertThat(steps(id, State.COMPLETED)).containsExactly(30L);
        end(id);
        assertThat(steps(id, State.COMPLETED)).isEmpty();
    }

    @Test
    void whatIsPinnedStaysUntilItIsNot() {
        var id = trained(3, 2, 1);
        var pinned = at(id, 10);
        cluster.engine.checkpoints.pin(pinned.id(), true);
        end(id);
        assertThat(steps(id, State.COMPLETED)).containsExactly(10L, 30L);
        assertThatThrownBy(() -> cluster.engine.collector.remove(List.of(pinned.id()), ALL))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("det checkpoint unpin " + pinned.id());
        cluster.engine.checkpoints.pin(pinned.id(), false);
        cluster.engine.collector.remove(List.of(pinned.id()), ALL);
        cluster.settle();
        assertThat(steps(id, State.COMPLETED)).containsExactly(30L);
    }

    @Test
    void whatATrialBeganFromStays() {
        var id = trained(3, 2, 1);
        var source = at(id, 10);
        var begun =
                cluster.start(
                        TestCluster.SINGLE.replace(
                                "single,", "single, source_checkpoint_uuid: " + source.id() + ","));
        end(id);
        assertThat(steps(id, State.COMPLETED)).containsExactly(10L, 30L);
        assertThatThrownBy(() -> cluster.engine.collector.remove(List.of(source.id()), ALL))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("begins from it");
        cluster.exit(cluster.trial(begun, 0), 0);
        cluster.settle();
        cluster.engine.collector.remove(List.of(source.id()), ALL);
        cluster.settle();
        assertThat(steps(id, State.COMPLETED)).containsExactly(30L);
    }

    @Test
    void ifOneOfSeveralCannotGoNoneGoes() {
        var id = trained(3, 2, 1);
        cluster.engine.checkpoints.pin(at(id, 20).id(), true);
        var both = List.of(at(id, 10).id(), at(id, 20).id());
        assertThatThrownBy(() -> cluster.engine.collector.remove(both, ALL))
                .isInstanceOf(Conflict.class);
        var unknown = new CheckpointId(new UUID(1, 2));
        assertThatThrownBy(() ->
                        cluster.engine.collector.remove(List.of(at(id, 10).id(), unknown), ALL))
                .isInstanceOf(NotFound.class);
        cluster.settle();
        assertThat(steps(id, State.COMPLETED)).containsExactly(10L, 20L, 30L);
        assertThat(cluster.storage.removed()).isEmpty();
    }

    @Test
    void filesGoByPatternAndTheRestIsTold() {
        var id = cluster.start(TestCluster.SINGLE);
        var files =
                Map.of(
                        "model.h5",
                        5L,
                        "code/",
                        0L,
                        "code/a.py",
                        1L,
                        "code/b/c.py",
                        2L,
                        "code/b/",
                        0L,
                        "metadata.json",
                        3L,
                        "digests.json",
                        4L);
        cluster.report(
                cluster.run(id),
                new Report.Checkpoint(
                        new CheckpointId(UUID.randomUUID()), 10, Instant.EPOCH, files, Map.of()));
        var one = at(id, 10);
        cluster.engine.collector.remove(List.of(one.id()), List.of("code/**/*.py"));
        cluster.settle();
        assertThat(at(id, 10).state()).isEqualTo(State.PARTIALLY_DELETED);
        assertThat(at(id, 10).resources())
                .containsOnlyKeys("model.h5", "metadata.json", "digests.json");
        assertThat(cluster.storage.removed()).hasSize(1);
        assertThat(cluster.storage.removed().getFirst().paths())
                .containsExactlyInAnyOrder("code/", "code/a.py", "code/b/c.py", "code/b/");
        cluster.engine.collector.remove(List.of(one.id()), List.of("no such*"));
        cluster.engine.collector.remove(List.of(one.id()), List.of("*"));
        cluster.settle();
        assertThat(at(id, 10).state()).isEqualTo(State.DELETED);
        assertThat(cluster.storage.removed()).hasSize(2).last().isEqualTo(Removal.all(one.id()));
    }

    @Test
    void aStorageThatCannotBeReachedIsTriedAgainAndARestartedMasterGoesOn() {
        var id = trained(3, 2, 1);
        cluster.storage.failBy(Optional.of("the bucket is away"));
        end(id);
        assertThat(steps(id, State.COMPLETED)).containsExactly(30L);
        assertThat(cluster.engine.removals.owed(id)).isEqualTo(2);
        var trouble = cluster.engine.removals.backlog(id).trouble().orElseThrow();
        var first = cluster.clock.instant();
        assertThat(trouble)
                .isEqualTo(new Trouble("the bucket is away", first, first.plusSeconds(10)));
        cluster.clock.pass(Duration.ofSeconds(10));
        cluster.settle();
        assertThat(cluster.engine.removals.trouble(id))
                .hasValue(new Trouble("the bucket is away", first, first.plusSeconds(30)));
        assertThat(cluster.engine.why.of(id).reasons())
                .last()
                .isEqualTo(
                        new Reason(
                                "removal",
                                "files of 2 of its deleted checkpoints are still in storage: the bucket is away",
                                Optional.of(first),
                                Optional.of(first.plusSeconds(30))));
        cluster.restart();
        cluster.settle();
        cluster.storage.failBy(Optional.empty());
        cluster.clock.pass(Duration.ofMinutes(1));
        cluster.settle();
        assertThat(cluster.engine.removals.owed(id)).isZero();
        assertThat(cluster.engine.removals.backlog(id))
                .isEqualTo(new Backlog(Set.of(), Optional.empty()));
        assertThat(cluster.engine.why.of(id).reasons())
                .noneMatch(reason -> reason.kind().equals("removal"));
        assertThat(cluster.storage.removed()).hasSize(2);
    }

    @Test
    void thoseThatCannotBeRemovedHoldUpNoOthers() {
        var id = trained(1);
        end(id);
        var held = Stream.generate(UUID::randomUUID).limit(250).map(CheckpointId::new).toList();
        var free = Stream.generate(UUID::randomUUID).limit(250).map(CheckpointId::new).toList();
        cluster.storage.failFor(held);
        var place = Collector.place(cluster.experiment(id));
        var all = Stream.concat(held.stream(), free.stream()).map(Removal::all).toList();
        database.execute(handle -> cluster.engine.removals.owe(handle, id, place, all));
        cluster.settle();
        assertThat(cluster.storage.removed())
                .extracting(Removal::checkpoint)
                .containsExactlyElementsOf(free);
        var now = cluster.clock.instant();
        assertThat(cluster.engine.removals.backlog(id))
                .isEqualTo(
                        new Backlog(
                                Set.copyOf(held),
                                Optional.of(
                                        new Trouble(
                                                "its files are held", now, now.plusSeconds(10)))));
        cluster.storage.failFor(held.subList(0, 1));
        cluster.clock.pass(Duration.ofSeconds(10));
        cluster.settle();
        assertThat(cluster.storage.removed()).hasSize(499);
        cluster.storage.failFor(List.of());
        cluster.clock.pass(Duration.ofSeconds(20));
        cluster.settle();
        assertThat(cluster.engine.removals.backlog(id))
                .isEqualTo(new Backlog(Set.of(), Optional.empty()));
    }

    @Test
    void whatAnEndedRunBeganAndNeverAnnouncedIsRemoved() {
        var id = cluster.start(TestCluster.SINGLE);
        var left = new CheckpointId(UUID.randomUUID());
        var done = TestCluster.checkpoint(10);
        cluster.report(
                cluster.run(id),
                new Report.CheckpointBegun(done.id()),
                done,
                new Report.CheckpointBegun(left));
        cluster.settle();
        assertThat(cluster.storage.removed()).isEmpty();
        cluster.exit(cluster.trial(id, 0), 137);
        cluster.settle();
        assertThat(cluster.storage.removed()).containsExactly(Removal.all(left));
        cluster.restart();
        cluster.settle();
        assertThat(cluster.storage.removed()).hasSize(1);
        assertThat(steps(id, State.COMPLETED)).containsExactly(10L);
    }

    @Test
    void aDeletedExperimentLeavesNothingButWhatIsOwed() {
        var id = trained(3, 2, 1);
        cluster.report(
                cluster.run(id), new Report.CheckpointBegun(new CheckpointId(UUID.randomUUID())));
        cluster.storage.failBy(Optional.of("away"));
        database.execute(handle -> cluster.engine.collector.clear(handle, cluster.experiment(id)));
        cluster.settle();
        assertThat(cluster.engine.checkpoints.listByExperiment(id)).isEmpty();
        assertThat(cluster.engine.removals.owed(id)).isEqualTo(4);
        cluster.storage.failBy(Optional.empty());
        cluster.restart();
        cluster.settle();
        assertThat(cluster.storage.removed()).hasSize(4);
    }

    /** One trial with a checkpoint and a validation at each ten batches, not yet over. */
    private ExperimentId trained(double... losses) {
        var id = cluster.start(TestCluster.SINGLE);
        for (int step = 1; step <= losses.length; step++) {
            cluster.report(
                    cluster.run(id),
                    TestCluster.validation(10L * step, losses[step - 1]),
                    TestCluster.checkpoint(10L * step));
        }
        cluster.settle();
        return id;
    }

    private void end(ExperimentId id) {
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        assertThat(cluster.experiment(id).live()).isFalse();
    }

    private Checkpoint at(ExperimentId id, long steps) {
        return cluster.engine.checkpoints.listByExperiment(id).stream()
                .filter(one -> one.stepsCompleted() == steps)
                .findFirst()
                .orElseThrow();
    }

    private List<Long> steps(ExperimentId id, State state) {
        return cluster.engine.checkpoints.listByExperiment(id).stream()
                .filter(one -> one.state() == state)
                .map(Checkpoint::stepsCompleted)
                .sorted()
                .toList();
    }
}
