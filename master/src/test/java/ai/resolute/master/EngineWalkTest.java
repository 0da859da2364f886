package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.DomainException;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.resource.WorkerExit;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole experiment to which anything happens, in any order: failures of every class, pauses,
 * kills, slots that are taken away, masters that are killed. Then it is left in peace, and must
 * come to its end with nothing left over.
 */
final class EngineWalkTest {
    private static final int WALKS = 6;
    private static final int STEPS = 150;
    private static final int TOO_LONG = 3000;
    private static final int MAX_RESTARTS = 3;
    private static final String CONFIG =
            """
            name: walk
            entrypoint: train.py
            max_restarts: 3
            searcher: {name: random, metric: val_loss, max_trials: 5, max_concurrent_trials: 3}
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
            """;

    @TempDir Path directory;

    @Test
    void whateverHappensItComesToItsEndWithNothingLeftOver() throws IOException {
        var seed = new Random().nextLong();
        for (int walk = 0; walk < WALKS; walk++) {
            var home = Files.createTempDirectory(directory, "walk");
            try (var cluster = new TestCluster(home, 2)) {
                var end = new Walk(cluster, seed + walk).end();
                if (walk < 2) {
                    assertThat(again(seed + walk)).as("seed %d again", seed + walk).isEqualTo(end);
                }
            }
        }
    }

    private List<String> again(long seed) throws IOException {
        try (var cluster = new TestCluster(Files.createTempDirectory(directory, "again"), 2)) {
            return new Walk(cluster, seed).end();
        }
    }

    private static final class Walk {
        private final TestCluster cluster;
        private final Random random;
        private final String seed;
        private final ExperimentId id;
        private final Map<AllocationId, Integer> steps = new HashMap<>();

        Walk(TestCluster cluster, long seed) {
            this.cluster = cluster;
            this.seed = "seed " + seed;
            random = new Random(seed);
            id = cluster.start(CONFIG);
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

        /** It reports, stops when it is asked to, and ends after four reports. */
        private void goOn(AllocationId run) {
            var step = steps.merge(run, 1, Integer::sum);
            if (cluster.engine.allocations.awaitPreemption(run, Duration.ZERO)) {
                cluster.report(run, TestCluster.checkpoint(step), new Report.Preempted());
                cluster.workers.end(run, new WorkerExit.Exited(0));
            } else if (step < 4) {
                cluster.report(run, TestCluster.validation(run.run() * 10L + step, 1.0 / step));
            } else {
                cluster.workers.end(run, new WorkerExit.Exited(0));
            }
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
            for (var trial : cluster.trials(id)) {
                assertThat(trial.attempts().restarts()).as(seed).isLessThanOrEqualTo(MAX_RESTARTS);
                assertThat(cluster.engine.why.of(trial.id()).summary()).as(seed).isNotBlank();
            }
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
