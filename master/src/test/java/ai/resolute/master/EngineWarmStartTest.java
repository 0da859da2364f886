package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.experiment.ExperimentFilter;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import ai.resolute.master.trial.report.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Experiments whose trials begin with the weights of another. */
@ExtendWith(EitherDatabase.class)
class EngineWarmStartTest {
    @TempDir Path directory;
    private TestCluster cluster;
    private Report.Checkpoint newest;

    @BeforeEach
    void trainASource(Database database) {
        cluster = new TestCluster(database, directory, 2);
        var source = cluster.start(TestCluster.SINGLE);
        newest = TestCluster.checkpoint(20);
        cluster.report(cluster.run(source), TestCluster.checkpoint(10), newest);
        cluster.settle();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void everyTrialBeginsWithTheNewestCheckpointOfTheTrialAndCountsFromNothing() {
        var id = cluster.start(from("source_trial_id: 1"));
        for (var run : cluster.trials(id).subList(0, 1)) {
            assertThat(cluster.workers.launch(run.allocation()).environment())
                    .containsEntry("DET_LATEST_CHECKPOINT", newest.id().toString())
                    .containsEntry("DET_STEPS_COMPLETED", "0");
        }
        assertThat(cluster.trials(id))
                .hasSize(2)
                .allSatisfy(trial -> assertThat(trial.origin().warmStart()).contains(newest.id()));
    }

    @Test
    void aCheckpointMayBeNamed() {
        var id = cluster.start(from("source_checkpoint_uuid: " + newest.id()));
        assertThat(cluster.trial(id, 0).origin().warmStart()).contains(newest.id());
    }

    @Test
    void aTrialThatHasOneOfItsOwnGoesOnFromThat() {
        var id = cluster.start(from("source_trial_id: 1"));
        var own = TestCluster.checkpoint(5);
        cluster.report(cluster.run(id), own);
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        assertThat(cluster.workers.launch(cluster.run(id)).environment())
                .containsEntry("DET_LATEST_CHECKPOINT", own.id().toString())
                .containsEntry("DET_STEPS_COMPLETED", "5");
    }

    @Test
    void whatIsNotThereIsRefusedAtSubmission() {
        assertThatThrownBy(() -> cluster.submit(from("source_trial_id: 99")))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("source_trial_id is 99")
                .hasMessageContaining("det experiment list-checkpoints");
        for (var uuid : new String[] {"nonsense", new CheckpointId(new UUID(1, 2)).toString()}) {
            assertThatThrownBy(() -> cluster.submit(from("source_checkpoint_uuid: " + uuid)))
                    .isInstanceOf(InvalidRequest.class)
                    .hasMessageContaining("source_checkpoint_uuid is '" + uuid + "'");
        }
    }

    @Test
    void whatIsRemovedMeanwhileIsRefusedAtSubmission() {
        cluster.overtake(() -> cluster.engine.collector.remove(List.of(newest.id()), List.of()));
        assertThatThrownBy(() -> cluster.submit(from("source_checkpoint_uuid: " + newest.id())))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("no complete checkpoint");
        assertThat(cluster.engine.experiments.list(ExperimentFilter.ALL)).hasSize(1);
    }

    private static String from(String source) {
        return TestCluster.RANDOM
                .replace("max_trials: 4", "max_trials: 2")
                .replace("searcher: {", "searcher: {" + source + ", ");
    }
}
