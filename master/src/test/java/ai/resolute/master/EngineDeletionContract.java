package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.experiment.ExperimentState.DeleteFailed;
import ai.resolute.master.experiment.ExperimentState.Deleting;
import ai.resolute.master.experiment.submission.ContextArchive;
import ai.resolute.master.experiment.submission.Submission;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.log.LogLevel;
import ai.resolute.master.store.EmptyDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deleting experiments with all that belongs to them. */
abstract class EngineDeletionContract {
    /** What says nothing of an experiment. */
    private static final List<String> GENERAL =
            List.of("cluster", "users", "sessions", "templates");

    @TempDir Path directory;
    private EmptyDatabase place;
    private TestCluster cluster;

    @BeforeEach
    void open(EmptyDatabase empty) {
        place = empty;
        cluster = new TestCluster(empty.open(), directory, 2);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    /** One that trained, validated, logged, made a checkpoint and ended. */
    private ExperimentId ended() {
        var id = cluster.start(TestCluster.SINGLE);
        var trial = cluster.trial(id, 0);
        cluster.report(
                trial.allocation(), TestCluster.validation(10, 0.5), TestCluster.checkpoint(10));
        cluster.engine.logs.append(trial.origin().task(), LogLevel.INFO, "a line");
        cluster.exit(trial, 0);
        cluster.settle();
        cluster.engine.why.wishes().note(id, "kill", "ada");
        cluster.engine.why.wishes().note(trial.id(), "kill", "ada");
        return id;
    }

    /** Files are gone at the next look. */
    private void removeAll() {
        cluster.settle();
        cluster.clock.pass(Duration.ofSeconds(2));
        cluster.settle();
    }

    private Map<String, Integer> counts() {
        var counts = new TreeMap<String, Integer>();
        place.rows()
                .forEach((table, all) -> {
                    var rows =
                            all.stream()
                                    .filter(row ->
                                            !table.equals("sequences")
                                                    || row.toString().contains("log:"))
                                    .toList();
                    if (!GENERAL.contains(table) && !rows.isEmpty()) {
                        counts.put(table, rows.size());
                    }
                });
        return counts;
    }

    @Test
    void nothingOfItIsLeftAndNothingOfOthersIsTouched() {
        var kept = ended();
        var before = counts();
        var id = ended();
        assertThat(counts()).isNotEqualTo(before);
        assertThat(before)
                .containsKeys("metrics", "log_lines", "checkpoints", "contexts", "wishes");

        cluster.engine.experiments.delete(id);
        assertThat(cluster.experiment(id).state()).isInstanceOf(Deleting.class);
        cluster.engine.experiments.delete(id);
        removeAll();

        assertThat(counts()).isEqualTo(before);
        assertThat(cluster.engine.experiments.find(id)).isEmpty();
        assertThat(cluster.experiment(kept).live()).isFalse();
        assertThat(cluster.storage.removed()).hasSize(1);
        cluster.restart();
        cluster.settle();
        assertThat(cluster.start(TestCluster.SINGLE)).isNotEqualTo(id);
    }

    @Test
    void aMasterThatIsKilledAtAnyPointGoesOnRemoving() {
        var before = counts();
        var id = ended();
        cluster.engine.experiments.delete(id);
        for (int step = 0; cluster.engine.experiments.find(id).isPresent(); step++) {
            assertThat(step).as("steps without an end").isLessThan(100);
            cluster.restart();
            for (int duty = 0; duty <= step / 4; duty++) {
                cluster.engine.duties.pass();
                cluster.engine.storageDuties.pass();
            }
            cluster.clock.pass(Duration.ofSeconds(2));
        }
        cluster.settle();
        assertThat(counts()).isEqualTo(before);
        assertThat(cluster.storage.removed()).isNotEmpty();
    }

    @Test
    void aStorageThatFailsIsSaidAndItCanBeTriedAgain() {
        var before = counts();
        var id = ended();
        cluster.storage.failBy(Optional.of("the disk is away"));
        cluster.engine.experiments.delete(id);
        for (int look = 0; look < 5; look++) {
            cluster.settle();
            cluster.clock.pass(Duration.ofSeconds(1));
        }
        assertThat(cluster.experiment(id).state())
                .isInstanceOfSatisfying(
                        DeleteFailed.class,
                        failed -> assertThat(failed.why()).contains("the disk is away"));
        assertThat(cluster.trials(id)).hasSize(1);
        cluster.storage.failBy(Optional.empty());
        cluster.clock.pass(Duration.ofHours(1));
        cluster.settle();
        cluster.engine.experiments.delete(id);
        removeAll();
        assertThat(cluster.engine.experiments.find(id)).isEmpty();
        assertThat(counts()).isEqualTo(before);
    }

    @Test
    void eventFilesOfTensorBoardGoWithTheirExperiment() throws IOException {
        var id = ended();
        var all = directory.resolve("id/tensorboard/experiment");
        var file = Files.createDirectories(all.resolve(id + "/trial/1")).resolve("events");
        Files.writeString(file, "x");
        var other = Files.createDirectories(all.resolve("77/trial/1"));
        cluster.engine.experiments.delete(id);
        removeAll();
        assertThat(cluster.engine.experiments.find(id)).isEmpty();
        assertThat(all.resolve(id.toString())).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void whatWasForkedFromItForgetsItAtOnce() {
        var id = ended();
        var fork =
                new Submission(
                        cluster.experiment(id).origin().owner(),
                        TestCluster.SINGLE,
                        new ContextArchive.Same(id),
                        Optional.empty(),
                        Submission.Manner.ACTIVE,
                        Optional.empty(),
                        new Submission.Basis(Optional.of(id), Optional.empty()),
                        Optional.empty());
        var child = cluster.engine.experiments.create(fork).experiment().orElseThrow().id();
        cluster.settle();
        assertThat(cluster.experiment(child).origin().parent()).contains(id);
        cluster.engine.experiments.delete(id);
        removeAll();
        assertThat(cluster.engine.experiments.find(id)).isEmpty();
        assertThat(cluster.experiment(child).origin().parent()).isEmpty();
        cluster.report(cluster.run(child), TestCluster.validation(10, 0.5));
        cluster.exit(cluster.trial(child, 0), 0);
        cluster.settle();
        assertThat(cluster.experiment(child).live()).isFalse();
    }

    @Test
    void oneThatIsNotOverIsLeftAlone() {
        var id = cluster.start(TestCluster.SINGLE);
        assertThatThrownBy(() -> cluster.engine.experiments.delete(id))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("is active and cannot be deleted")
                .hasMessageContaining("canceled or killed");
        assertThat(cluster.workers.running()).hasSize(1);
    }
}
