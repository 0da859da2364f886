package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.resolute.master.config.Length;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.failure.Failure.Place;
import ai.resolute.master.trial.report.Report;
import ai.resolute.master.why.Explanation;
import ai.resolute.master.why.Explanation.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of what waits, runs and has ended. */
abstract class EngineWhyContract {
    private static final String HALVING =
            """
            name: halving
            entrypoint: train.py
            scheduling_unit: 10
            searcher: {name: sync_halving, metric: val_loss, num_rungs: 2, divisor: 3,
                target_trial_steps: 9, step_budget: 36}
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
            """;

    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open(Database database) {
        cluster = new TestCluster(database, directory, 2);
    }

    @Test
    void aWaitNamesWhoHoldsTheSlotsAndThePlaceInTheQueue() {
        cluster.start(TestCluster.RANDOM);
        cluster.clock.pass(Duration.ofMinutes(4));
        var id = cluster.start(TestCluster.SINGLE);
        var why = cluster.engine.why.of(cluster.trial(id, 0).id());
        assertThat(why.summary()).isEqualTo("trial 3 waits for slots: needs 1 slot, 0 of 2 free");
        assertThat(texts(why))
                .containsExactly(
                        "number 1 of 1 that wait for slots",
                        "trial 1 of experiment 1 holds slot 0 of node",
                        "trial 2 of experiment 1 holds slot 1 of node");
        assertThat(why.reasons().getLast().since())
                .contains(cluster.clock.instant().minus(Duration.ofMinutes(4)));
        assertThat(cluster.engine.why.of(id).summary())
                .isEqualTo("experiment 2: 0 of its 1 open trials run");
        assertThat(texts(cluster.engine.why.of(id))).containsExactly(why.summary());
    }

    @Test
    void aWaitSaysUntilWhenTheSlotsAreHeldAsFarAsIsKnown() {
        var holders = cluster.start(TestCluster.RANDOM);
        var id = cluster.start(TestCluster.SINGLE);
        cluster.report(
                cluster.run(holders),
                new Report.Progress(0.4, Optional.of(40L), Optional.of(100L), Optional.of(0.5)));
        var slots = cluster.engine.allocations.slots();
        slots.disable("node", Optional.of(1), false, "admin");
        cluster.settle();
        var why = cluster.engine.why.of(cluster.trial(id, 0).id());
        var now = cluster.clock.instant();
        assertThat(why.reasons())
                .filteredOn(reason -> reason.kind().equals("holder"))
                .extracting(Reason::text, Reason::until)
                .containsExactly(
                        tuple(
                                "trial 1 of experiment 1 holds slot 0 of node, and is done then at its pace",
                                Optional.of(now.plusSeconds(120))),
                        tuple(
                                "trial 2 of experiment 1 holds slot 1 of node, and is about to stop",
                                Optional.of(now.plusSeconds(3600))));
    }

    @Test
    void whatRunsSaysSinceWhenAndWhenItWasHeard() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.report(cluster.run(id), new Report.State("training"));
        cluster.clock.pass(Duration.ofSeconds(40));
        var why = cluster.engine.why.of(cluster.trial(id, 0).id());
        assertThat(why.summary()).isEqualTo("trial 1 runs: training");
        assertThat(why.reasons())
                .filteredOn(reason -> reason.kind().equals("heard"))
                .singleElement()
                .extracting(Reason::since)
                .isEqualTo(Optional.of(cluster.clock.instant().minusSeconds(40)));
    }

    @Test
    void whatFailedSaysOfWhatWhereAndWhyItIsTheEnd() {
        var id = cluster.start(TestCluster.SINGLE);
        var place = Optional.of(new Place("data.py", 31));
        var failure = new Failure("script_raised", "KeyError: 'label' (data.py:31).", true, place);
        for (int run = 1; run <= 3; run++) {
            cluster.report(cluster.run(id), new Report.Failed(failure));
            cluster.exit(cluster.trial(id, 0), 1);
            cluster.settle();
            cluster.clock.pass(Duration.ofSeconds(5));
            cluster.settle();
        }
        var why = cluster.engine.why.of(cluster.trial(id, 0).id());
        assertThat(why.summary()).isEqualTo("trial 1 failed: KeyError: 'label' (data.py:31).");
        assertThat(texts(why))
                .containsExactly(
                        "it ended (script_raised)",
                        "error in the script (script_raised): KeyError: 'label' (data.py:31).",
                        "at data.py:31",
                        "not restarted: it was restarted 2 of 2 times");
        assertThat(texts(cluster.engine.why.of(id)))
                .contains(
                        "1 failed: error in the script; the last of them is trial 1 (det why trial 1)");
    }

    @Test
    void aBackOffSaysUntilWhen() {
        var id = cluster.start(TestCluster.SINGLE);
        var full = new Failure("storage", "the disk is full", true);
        cluster.report(cluster.run(id), new Report.Failed(full));
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        var why = cluster.engine.why.of(cluster.trial(id, 0).id());
        assertThat(why.summary())
                .isEqualTo("trial 1 waits before its next run, as the last one failed");
        assertThat(why.reasons().getFirst())
                .isEqualTo(
                        new Reason(
                                "back_off",
                                "a restart that does not count in 10 s",
                                Optional.empty(),
                                Optional.of(cluster.clock.instant().plusSeconds(10))));
        assertThat(texts(why))
                .containsExactly(
                        "a restart that does not count in 10 s",
                        "storage (storage): the disk is full");
    }

    @Test
    void aSearchThatCompletedSaysWhatFailedInIt() {
        var id = cluster.searchWithOneFailure();
        var why = cluster.engine.why.of(id);
        assertThat(why.summary())
                .isEqualTo("experiment 1 ended: 3 of 4 trials completed, 1 failed");
        assertThat(texts(why))
                .containsExactly(
                        "it ended",
                        "1 failed: unknown; the last of them is trial 1 (det why trial 1)");
    }

    @Test
    void aPauseSaysWhoAskedForIt() {
        var id = cluster.start(TestCluster.SINGLE);
        cluster.engine.experiments.pause(id);
        cluster.engine.why.wishes().note(id, "pause", "ann");
        cluster.settle();
        cluster.report(cluster.run(id), TestCluster.checkpoint(3), new Report.Preempted());
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        var why = cluster.engine.why.of(cluster.trial(id, 0).id());
        assertThat(why.summary()).isEqualTo("trial 1 waits, as its experiment is paused");
        assertThat(texts(why))
                .containsExactly("ann asked: pause experiment 1", "det experiment activate 1");
        assertThat(cluster.engine.why.of(id).summary()).isEqualTo("experiment 1 is paused");
    }

    @Test
    void aTrialThatRestsSaysThatTheSearchWaitsForOthers() {
        var id = cluster.start(HALVING);
        var run = cluster.run(id);
        var told = cluster.workers.launch(run).environment().get("DET_TRIAL_LENGTH");
        var count = Long.parseLong(told.replaceAll("\\D", ""));
        cluster.report(
                run,
                TestCluster.validation(count, 0.5),
                TestCluster.checkpoint(count),
                new Report.Reached(new Length(Length.Unit.BATCHES, count), count),
                new Report.Preempted());
        cluster.exit(cluster.trial(id, 0), 0);
        cluster.settle();
        var why = cluster.engine.why.of(cluster.trial(id, 0).id());
        assertThat(why.summary())
                .isEqualTo(
                        "trial 1 has trained to %d batches, and rests until the search lets it train further"
                                .formatted(count));
        assertThat(cluster.engine.why.of(id).reasons())
                .filteredOn(reason -> reason.kind().equals("search"))
                .singleElement()
                .asString()
                .contains("1 of its trials have trained as far as they may");
    }

    private static List<String> texts(Explanation why) {
        return why.reasons().stream().map(Reason::text).toList();
    }
}
