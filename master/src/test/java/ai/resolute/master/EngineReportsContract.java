package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.listing.Place;
import ai.resolute.master.trial.listing.TrialQuery;
import ai.resolute.master.trial.report.Report;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of workers: taken once, in order, whole or not at all. */
abstract class EngineReportsContract {

    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open(Database database) {
        cluster = new TestCluster(database, directory, 2);
    }

    @Test
    void reportsArriveOnceAndInOrder() {
        var id = cluster.start(TestCluster.SINGLE);
        var run = cluster.run(id);
        var two = List.<Report>of(TestCluster.validation(1, 0.5), TestCluster.validation(2, 0.4));
        assertThat(cluster.engine.reports.take(run, 0, two)).isEqualTo(2);
        assertThat(cluster.engine.reports.take(run, 0, two)).isEqualTo(2);
        assertThatThrownBy(() -> cluster.engine.reports.take(run, 3, two))
                .isInstanceOfSatisfying(
                        Conflict.class, gap -> assertThat(gap.details()).containsEntry("next", 2L));
        var more = List.<Report>of(two.get(1), TestCluster.validation(3, 0.3));
        assertThat(cluster.engine.reports.take(run, 1, more)).isEqualTo(3);
        assertThat(cluster.engine.reports.positions(run))
                .containsEntry("reports", 3L)
                .containsEntry("logs", 0L);
    }

    @Test
    void reportsOfARunThatIsOverAreRefused() {
        var id = cluster.start(TestCluster.SINGLE);
        var run = cluster.run(id);
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        assertThatThrownBy(() ->
                        cluster.engine.reports.take(run, 0, List.of(new Report.State("training"))))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("is over");
    }

    @Test
    void aFractionAloneLeavesTheStepsThatWereReported() {
        var id = cluster.start(TestCluster.SINGLE);
        var run = cluster.run(id);
        var trial = cluster.trial(id, 0).id();
        cluster.report(
                run,
                new Report.Metrics(
                        "training", 7, Instant.EPOCH, Map.of(), List.of(), Optional.empty()));
        cluster.report(
                run,
                new Report.Progress(0.7, Optional.empty(), Optional.empty(), Optional.empty()));
        var progress = cluster.engine.trials.progress(trial);
        assertThat(progress.fraction()).isEqualTo(0.7);
        assertThat(progress.stepsCompleted()).isEqualTo(7);
    }

    @Test
    void whatAScriptSaysMayHoldAnyCharacter() {
        var odd = "a\0b\ud800";
        var id = cluster.start(TestCluster.SINGLE);
        var run = cluster.run(id);
        var values = Map.<String, Object>of("val_loss", 0.5, odd, odd);
        cluster.report(
                run,
                new Report.Metrics(
                        "validation", 1, Instant.EPOCH, values, List.of(), Optional.empty()));
        cluster.report(
                run,
                new Report.Checkpoint(
                        new CheckpointId(UUID.randomUUID()),
                        2,
                        Instant.EPOCH,
                        Map.of(odd, 3L),
                        Map.of(odd, odd)));
        cluster.report(run, new Report.Environment(Map.of(odd, odd)));
        cluster.report(run, new Report.Failed(new Failure("storage", odd, true)));
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        assertThat(cluster.trial(id, 0).attempts().toString()).contains("a\0b");
    }

    @Test
    void aReportThatCannotBeTakenTakesNothingElse() {
        var id = cluster.start(TestCluster.SINGLE);
        var run = cluster.run(id);
        cluster.report(run, TestCluster.validation(1, 0.5));
        var bad = List.<Report>of(new Report.State("training"), TestCluster.validation(1, 0.1));
        assertThatThrownBy(() -> cluster.engine.reports.take(run, 1, bad))
                .isInstanceOf(InvalidRequest.class);
        assertThat(cluster.engine.reports.positions(run)).containsEntry("reports", 1L);
        assertThat(cluster.engine.trials.progress(cluster.trial(id, 0).id()).activity()).isEmpty();
    }

    private static final String FOUR =
            """
            name: four
            entrypoint: train.py
            searcher: {name: random, metric: val_loss, max_trials: 4, max_concurrent_trials: 4}
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
            """;

    @Test
    void listsOfTrialsAreSortedByTheDatabaseAndGoOnBehindAnyPlace() {
        var id = cluster.start(FOUR);
        cluster.report(cluster.trial(id, 0).allocation(), TestCluster.validation(1, 0.5));
        cluster.report(cluster.trial(id, 1).allocation(), TestCluster.validation(4, 0.2));
        cluster.report(cluster.trial(id, 1).allocation(), TestCluster.validation(5, 0.9));
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        assertThat(listed(query(id, TrialQuery.Key.BEST))).startsWith(2, 1);
        assertThat(listed(query(id, TrialQuery.Key.LATEST))).startsWith(1, 2);
        assertThat(listed(query(id, TrialQuery.Key.STEPS))).endsWith(1, 2);
        assertThat(listed(query(id, TrialQuery.Key.ENDED))).startsWith(1);
        assertThat(listed(query(id, TrialQuery.Key.OUTCOME))).startsWith(1);
        cluster.report(cluster.trial(id, 1).allocation(), TestCluster.checkpoint(5));
        assertThat(listed(query(id, TrialQuery.Key.SIZE))).endsWith(2);
        for (var key : TrialQuery.Key.values()) {
            var up = query(id, key);
            var down = new TrialQuery(id, key, TrialQuery.Direction.DESCENDING, Optional.empty());
            assertThat(listed(up)).as("%s", key).hasSize(4);
            assertThat(listed(down)).as("%s", key).isEqualTo(listed(up).reversed());
            assertThat(oneByOne(up)).as("%s", key).isEqualTo(listed(up));
            assertThat(oneByOne(down)).as("%s", key).isEqualTo(listed(down));
        }
    }

    @Test
    void listsOfTrialsAreFilteredByHowTheyEndedAndByNumber() {
        var id = cluster.start(FOUR);
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        var wanted =
                new TrialQuery.Wanted(
                        Set.of("COMPLETED", "ERRORED"), Set.of(cluster.trial(id, 2).id()));
        var query =
                new TrialQuery(
                        id, TrialQuery.Key.ID, TrialQuery.Direction.ASCENDING, Optional.of(wanted));
        assertThat(listed(query)).containsExactly(1, 3);
        assertThat(cluster.engine.trials.lists().count(query)).isEqualTo(2);
    }

    @Test
    void aTrialThatBeginsAnewIsRankedByWhatStillCounts() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.report(
                cluster.run(id),
                TestCluster.checkpoint(1),
                TestCluster.validation(1, 0.5),
                TestCluster.validation(2, 0.1));
        assertThat(best(id)).contains(0.1);
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        cluster.clock.pass(java.time.Duration.ofHours(1));
        cluster.settle();
        cluster.report(cluster.run(id), TestCluster.validation(2, 0.3));
        assertThat(best(id)).contains(0.3);
    }

    private Optional<Double> best(ExperimentId id) {
        return cluster.engine.leaders.best(cluster.experiment(id)).map(found -> found.value());
    }

    private static TrialQuery query(ExperimentId id, TrialQuery.Key key) {
        return new TrialQuery(id, key, TrialQuery.Direction.ASCENDING, Optional.empty());
    }

    private List<Integer> listed(TrialQuery query) {
        return cluster.engine.trials.lists().list(query, 0, 10).stream()
                .map(place -> place.trial().value())
                .toList();
    }

    /** Each part is one trial, asked for by the cursor of the part before. */
    private List<Integer> oneByOne(TrialQuery query) {
        var lists = cluster.engine.trials.lists();
        var found = new ArrayList<Integer>();
        var part = lists.list(query, 0, 1);
        while (!part.isEmpty()) {
            found.add(part.getFirst().trial().value());
            part = lists.listBehind(query, Place.parse(part.getFirst().cursor()), 1);
        }
        return found;
    }
}
