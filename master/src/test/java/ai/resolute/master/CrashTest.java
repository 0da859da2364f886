package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.Length;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.resource.WorkerExit;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.Databases;
import ai.resolute.master.store.PassingDatabase;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the master at any point between decision, save and act, again and again, and compares the
 * end with that of a master that was never killed.
 */
final class CrashTest {
    private static final int WALKS = 12;
    private static final int STEPS_OF_A_RUN = 3;
    private static final int TOO_LONG = 20_000;
    private static final String CONFIG =
            """
            name: many
            entrypoint: train.py
            max_restarts: 2
            searcher: {name: random, metric: val_loss, max_trials: 5, max_concurrent_trials: 2}
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
            """;

    private static final String HALVING =
            """
            name: halving
            checkpoint_storage: {save_trial_best: 0}
            entrypoint: train.py
            scheduling_unit: 10
            searcher: {name: sync_halving, metric: val_loss, num_rungs: 2, divisor: 3,
                target_trial_steps: 9, step_budget: 36}
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
            """;

    @TempDir Path directory;
    private int kills;

    @Test
    void aMasterThatIsKilledAnywhereComesToTheSameEnd() throws IOException {
        var expected = new Walk(0, false).end(CONFIG);
        assertThat(expected).hasSize(7);
        for (int seed = 1; seed <= WALKS; seed++) {
            assertThat(new Walk(seed, true).end(CONFIG)).as("seed " + seed).isEqualTo(expected);
        }
        assertThat(kills).as("kills in all").isGreaterThan(5 * WALKS);
    }

    @Test
    void aSearchThatDrivesLengthsComesToTheSameEndToo() throws IOException {
        var expected = new Walk(0, false).end(HALVING);
        assertThat(expected).filteredOn(line -> line.contains("validations=2")).isNotEmpty();
        assertThat(expected).filteredOn(line -> line.contains("validations=1")).isNotEmpty();
        assertThat(expected).filteredOn(line -> line.contains("DELETED")).isNotEmpty();
        assertThat(expected).last().asString().contains("owed=0").doesNotContain("removed=0");
        for (int seed = 1; seed <= WALKS / 2; seed++) {
            assertThat(new Walk(seed, true).end(HALVING)).as("seed " + seed).isEqualTo(expected);
        }
        assertThat(kills).as("kills in all").isGreaterThan(WALKS);
    }

    /** The process of the master ends here and now. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** One life of an experiment. Workers behave by trial and number of restarts alone. */
    private final class Walk {
        private final Random random;
        private final boolean crashes;
        private final Database database;
        private final TestCluster cluster;
        private final Map<AllocationId, Integer> steps = new HashMap<>();
        private final Map<AllocationId, Length> lengths = new HashMap<>();
        private final Map<AllocationId, Length> reached = new HashMap<>();
        private boolean armed;

        Walk(int seed, boolean crashes) throws IOException {
            random = new Random(seed);
            this.crashes = crashes;
            database = Databases.sqlite(Files.createTempFile(directory, "walk", ".db"));
            var home = Files.createTempDirectory(directory, "walk");
            cluster = new TestCluster(database, home, 2, Crashing::new);
            cluster.workers.faultBy(this::perhapsCrash);
            cluster.storage.trapBy(this::perhapsCrash);
        }

        List<String> end(String config) {
            try (database) {
                var id = cluster.submit(config);
                armed = crashes;
                for (int step = 0; owesAnything(id); step++) {
                    assertThat(step).as("steps without an end").isLessThan(TOO_LONG);
                    step(id);
                }
                armed = false;
                cluster.settle();
                assertThat(cluster.workers.running()).isEmpty();
                assertThat(cluster.engine.idle()).isTrue();
                assertThat(cluster.workers.starts().values()).containsOnly(1);
                return summary(id);
            }
        }

        private boolean owesAnything(ExperimentId id) {
            return cluster.experiment(id).live() || !cluster.engine.storageDuties.idle();
        }

        private void step(ExperimentId id) {
            try {
                switch (random.nextInt(4)) {
                    case 0 -> work();
                    case 1 -> cluster.engine.storageDuties.pass();
                    default -> {
                        if (cluster.engine.duties.pass().isEmpty()
                                && cluster.workers.running().isEmpty()) {
                            cluster.clock.pass(Duration.ofSeconds(2));
                        }
                    }
                }
                if (armed && random.nextInt(60) == 0) {
                    throw new Crash();
                }
            } catch (Crash killed) {
                kills++;
                var before = armed;
                armed = false;
                cluster.restart();
                armed = before;
            }
        }

        /** Some worker goes on: it reports, and in the end it ends. */
        private void work() {
            var running = cluster.workers.running();
            if (running.isEmpty()) {
                return;
            }
            var run = running.get(random.nextInt(running.size()));
            var step = steps.getOrDefault(run, 0);
            if (cluster.workers.launch(run).environment().containsKey("DET_TRIAL_LENGTH")) {
                followTheSearch(run, step);
            } else if (step < STEPS_OF_A_RUN) {
                // The same report again after a crash must not count twice.
                cluster.engine.reports.take(run, step, List.<Report>of(report(run, step)));
                steps.put(run, step + 1);
            } else {
                cluster.workers.end(run, new WorkerExit.Exited(status(run)));
            }
        }

        /** Validates and checkpoints at each length that it is told, until it is asked to stop. */
        private void followTheSearch(AllocationId run, int step) {
            var length = lengths.getOrDefault(run, toldAtTheStart(run));
            if (!length.equals(reached.get(run))) {
                var count = length.count();
                var loss =
                        1.0
                                / (count
                                        + cluster.engine
                                                .trials
                                                .find(run.task())
                                                .orElseThrow()
                                                .id()
                                                .value());
                cluster.engine.reports.take(
                        run,
                        step,
                        List.of(
                                TestCluster.validation(count, loss),
                                TestCluster.checkpoint(count),
                                new Report.Reached(length, count)));
                steps.put(run, step + 3);
                reached.put(run, length);
            } else if (cluster.engine.allocations.awaitPreemption(run, Duration.ZERO)) {
                cluster.engine.reports.take(run, step, List.of(new Report.Preempted()));
                cluster.workers.end(run, new WorkerExit.Exited(0));
            } else {
                lengths.put(run, cluster.engine.trials.awaitLength(run, length, Duration.ZERO));
            }
        }

        private Length toldAtTheStart(AllocationId run) {
            var told = cluster.workers.launch(run).environment().get("DET_TRIAL_LENGTH");
            return new Length(Length.Unit.BATCHES, Long.parseLong(told.replaceAll("\\D", "")));
        }

        private Report report(AllocationId run, int step) {
            return TestCluster.validation((long) run.run() * 10 + step, 1.0 / (step + 1));
        }

        /** Trial 2 fails once, trial 4 for good. */
        private int status(AllocationId run) {
            var trial = cluster.engine.trials.find(run.task()).orElseThrow();
            return switch (trial.id().value()) {
                case 2 -> trial.attempts().restarts() < 1 ? 1 : 0;
                case 4 -> 1;
                default -> 0;
            };
        }

        private List<String> summary(ExperimentId id) {
            var lines = new ArrayList<String>();
            lines.add(
                    ((ExperimentState.Ended) cluster.experiment(id).state()).outcome().toString());
            for (var trial : cluster.trials(id)) {
                lines.add(words(trial));
            }
            var removed = cluster.storage.removed().stream().distinct().toList();
            lines.add("removed=" + removed.size() + " owed=" + cluster.engine.removals.owed(id));
            return lines;
        }

        private String words(Trial trial) {
            var metrics = cluster.engine.metrics.summary(trial.id()).get("validation");
            var driven = trial.goal().isPresent();
            var checkpoints =
                    cluster.engine.checkpoints.listByTrial(trial.id()).stream()
                            .map(one -> one.stepsCompleted() + " " + one.state())
                            .toList();
            return "%s %s %s %s validations=%s checkpoints=%s log=%s"
                    .formatted(
                            trial.id(),
                            trial.origin().hyperparameters(),
                            trial.state().toString().replaceAll("at=[^]]*", ""),
                            driven ? "restarts=" + trial.attempts().restarts() : trial.attempts(),
                            metrics.get("val_loss").count(),
                            checkpoints,
                            cluster.log(trial));
        }

        private void perhapsCrash() {
            if (armed && random.nextInt(40) == 0) {
                throw new Crash();
            }
        }

        /** Kills the master before or after a transaction, but never within: that is SQLite's. */
        private final class Crashing extends PassingDatabase {
            private int depth;

            Crashing(Database real) {
                super(real);
            }

            @Override
            public <T> T write(Function<Handle, T> work) {
                if (depth == 0) {
                    perhapsCrash();
                }
                depth++;
                T answer;
                try {
                    answer = super.write(work);
                } finally {
                    depth--;
                }
                if (depth == 0) {
                    perhapsCrash();
                }
                return answer;
            }
        }
    }
}
