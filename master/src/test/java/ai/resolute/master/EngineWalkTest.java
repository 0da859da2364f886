package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.DomainException;
import ai.resolute.master.config.Length;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.resource.WorkerExit;
import ai.resolute.master.search.method.Searches;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import ai.resolute.master.trial.TrialState;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.failure.FailureClass;
import ai.resolute.master.trial.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole experiment to which anything happens, in any order, with every kind of search: failures
 * of every class, pauses, kills, slots that are taken away, masters that are killed. Then it is
 * left in peace, and must come to its end with nothing left over; and the same happens on a SQLite
 * file when the same happens to it there.
 */
@ExtendWith(EitherDatabase.class)
class EngineWalkTest {
    private static final int STEPS = 80;
    private static final int TOO_LONG = 3000;
    private static final int MAX_RESTARTS = 3;
    private static final int LENGTH = 12;
    private static final String CONFIG =
            """
            name: walk
            entrypoint: train.py
            scheduling_unit: 1
            max_restarts: 3
            searcher: %s
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1, count: 4}}
            """;

    @TempDir Path directory;

    static Stream<String> searches() {
        return Searches.ALL.stream()
                .map(search -> search.replace("metric: loss", "metric: val_loss"));
    }

    @ParameterizedTest
    @MethodSource("searches")
    void whateverHappensItComesToItsEndWithNothingLeftOver(String search, Database database)
            throws IOException {
        var seed = new Random().nextLong();
        System.out.println("EngineWalkTest: seed " + seed);
        var once = new TestCluster(database, home(), 2);
        try (var again = new TestCluster(home(), 2)) {
            assertThat(new Walk(again, CONFIG.formatted(search), seed).end())
                    .as("seed %d again", seed)
                    .isEqualTo(new Walk(once, CONFIG.formatted(search), seed).end());
        }
    }

    private Path home() throws IOException {
        return Files.createTempDirectory(directory, "walk");
    }

    private static final class Walk {
        private final TestCluster cluster;
        private final Random random;
        private final String seed;
        private final ExperimentId id;
        private final Map<AllocationId, Integer> steps = new HashMap<>();
        private final Map<AllocationId, Length> lengths = new HashMap<>();
        private final Map<AllocationId, Length> reached = new HashMap<>();

        Walk(TestCluster cluster, String config, long seed) {
            this.cluster = cluster;
            this.seed = "seed " + seed;
            random = new Random(seed);
            id = cluster.start(config);
        }

        List<String> end() {
            for (int step = 0; step < STEPS && cluster.experiment(id).live(); step++) {
                happen();
                check();
            }
            peace();
            for (int step = 0; cluster.experiment(id).live(); step++) {
                assertThat(step).as(seed + ": steps without an end").isLessThan(TOO_LONG);
                cluster.workers.running().forEach(this::goOn);
                cluster.settle();
                cluster.clock.pass(Duration.ofSeconds(20));
                cluster.settle();
            }
            return left();
        }

        private void happen() {
            switch (random.nextInt(16)) {
                case 0 -> ask(() -> cluster.engine.experiments.pause(id));
                case 1, 2 -> ask(() -> cluster.engine.experiments.activate(id));
                case 3 -> disable();
                case 4 -> peace();
                case 5 -> cluster.restart();
                case 6 -> cluster.clock.pass(Duration.ofSeconds(random.nextInt(60)));
                case 7 -> {
                    if (random.nextInt(5) == 0) {
                        var trials = cluster.trials(id);
                        cluster.engine.trials.kill(trials.get(random.nextInt(trials.size())).id());
                    }
                }
                case 8, 9, 10 -> worker(this::goOn);
                case 11, 12 -> worker(this::fail);
                default -> cluster.engine.duties.pass();
            }
        }

        private void disable() {
            var slot = Optional.of(random.nextInt(2));
            var drains = random.nextBoolean();
            cluster.engine.allocations.slots().disable("node", slot, drains, "somebody");
        }

        private void peace() {
            cluster.engine.allocations.slots().enable("node", Optional.of(0));
            cluster.engine.allocations.slots().enable("node", Optional.of(1));
            ask(() -> cluster.engine.experiments.activate(id));
        }

        /** What cannot be asked in this state is refused, and changes nothing. */
        private void ask(Runnable wish) {
            var before = cluster.experiment(id).state();
            try {
                wish.run();
            } catch (DomainException refused) {
                assertThat(cluster.experiment(id).state()).as(seed).isEqualTo(before);
            }
        }

        private void worker(java.util.function.Consumer<AllocationId> act) {
            var running = cluster.workers.running();
            if (!running.isEmpty()) {
                act.accept(running.get(random.nextInt(running.size())));
            }
        }

        /** It trains on from its checkpoint, and stops when it is asked to. */
        private void goOn(AllocationId run) {
            var environment = cluster.workers.launch(run).environment();
            var step =
                    steps.computeIfAbsent(
                            run, _ -> Integer.parseInt(environment.get("DET_STEPS_COMPLETED")));
            if (cluster.engine.allocations.awaitPreemption(run, Duration.ZERO)) {
                cluster.report(run, TestCluster.checkpoint(step), new Report.Preempted());
                cluster.workers.end(run, new WorkerExit.Exited(0));
            } else if (environment.containsKey("DET_TRIAL_LENGTH")) {
                trainToItsLength(run, step, environment.get("DET_TRIAL_LENGTH"));
            } else if (step < LENGTH) {
                train(run, step, LENGTH);
            } else {
                cluster.workers.end(run, new WorkerExit.Exited(0));
            }
        }

        private void trainToItsLength(AllocationId run, int step, String told) {
            var first = new Length(Length.Unit.BATCHES, Long.parseLong(told.replaceAll("\\D", "")));
            var length =
                    cluster.engine.trials.awaitLength(
                            run, lengths.getOrDefault(run, first), Duration.ZERO);
            lengths.put(run, length);
            if (length.equals(reached.get(run))) {
                return;
            }
            var trained = train(run, step, (int) length.count());
            if (trained == length.count()) {
                reached.put(run, length);
                cluster.report(
                        run, TestCluster.checkpoint(trained), new Report.Reached(length, trained));
            }
        }

        /** Three batches further, or to this batch; whether it checkpoints there is chance. */
        private int train(AllocationId run, int step, int most) {
            var next = Math.min(step + 3, most);
            steps.put(run, next);
            cluster.report(run, TestCluster.validation(next, random.nextInt(1, 10)));
            if (random.nextBoolean()) {
                cluster.report(run, TestCluster.checkpoint(next));
            }
            return next;
        }

        private void fail(AllocationId run) {
            var types = FailureClass.values();
            switch (random.nextInt(4)) {
                case 0 -> cluster.workers.end(run, new WorkerExit.Lost("gone"));
                case 1 -> cluster.workers.end(run, new WorkerExit.Exited(137));
                default -> {
                    var kind = types[random.nextInt(types.length)].kinds().getFirst();
                    var failure = new Failure(kind, "as it happens", random.nextInt(6) > 0);
                    cluster.report(run, new Report.Failed(failure));
                    cluster.workers.end(run, new WorkerExit.Exited(1));
                }
            }
        }

        private void check() {
            assertThat(cluster.workers.running()).as(seed).hasSizeLessThanOrEqualTo(2);
            var trials = cluster.trials(id);
            assertThat(trials)
                    .as(seed)
                    .allMatch(trial -> trial.attempts().restarts() <= MAX_RESTARTS);
            var one = trials.get(random.nextInt(trials.size()));
            assertThat(cluster.engine.why.of(one.id()).summary()).as(seed).isNotBlank();
            assertThat(cluster.engine.why.of(id).summary()).as(seed).isNotBlank();
        }

        private List<String> left() {
            cluster.settle();
            assertThat(cluster.workers.running()).as(seed).isEmpty();
            assertThat(cluster.engine.allocations.live()).as(seed).isEmpty();
            assertThat(cluster.engine.idle()).as(seed).isTrue();
            assertThat(cluster.workers.starts().values()).as(seed).containsOnly(1);
            assertThat(cluster.experiment(id).state())
                    .as(seed)
                    .isInstanceOf(ExperimentState.Ended.class);
            assertThat(cluster.trials(id))
                    .as(seed)
                    .allMatch(trial -> trial.state() instanceof TrialState.Ended);
            return cluster.trials(id).stream()
                    .map(trial -> trial.state() + " " + trial.attempts())
                    .toList();
        }
    }
}
