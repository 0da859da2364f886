package ai.resolute.master;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.duty.DutyLoop;
import ai.resolute.master.experiment.launch.Cluster;
import ai.resolute.master.experiment.submission.ContextArchive;
import ai.resolute.master.experiment.submission.Submission;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.resource.Launch;
import ai.resolute.master.resource.ResourceManager;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.resource.WorkerExit;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.Databases;
import ai.resolute.master.trial.report.Report;
import ai.resolute.master.user.Users;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A whole search on a real database: each worker is a thread that reports, waits until the report
 * is safe from a power cut and its decision is carried out, and goes on or ends. Only the training
 * is left out.
 */
final class Operations implements ResourceManager {
    private final Path directory = Files.createTempDirectory("resolute-bench");
    private final Database database = Databases.sqlite(directory.resolve("master.db"));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<AllocationId> started = ConcurrentHashMap.newKeySet();
    private final AtomicInteger operations = new AtomicInteger();
    private final AtomicInteger barriers = new AtomicInteger();
    private final List<Slot> slots;
    private final Engine engine;
    private final DutyLoop loop;
    private volatile ExitListener listener = (_, _) -> {};

    private Operations(int workers) throws Exception {
        slots =
                IntStream.range(0, workers)
                        .mapToObj(index -> new Slot("node", index, Slot.Device.CPU))
                        .toList();
        engine =
                new Engine(
                        database,
                        this,
                        new FakeStorage(),
                        Clock.systemUTC(),
                        () -> new ConfigDefaults(directory, workers, 7, "bench"));
        loop = new DutyLoop("duties", engine.duties);
    }

    /** Operations per second: creations of trials, and reports with what they decide. */
    static double perSecond(int trials, int workers, String space) throws Exception {
        var bench = new Operations(workers);
        try {
            return bench.run(trials, workers, space);
        } finally {
            bench.close();
        }
    }

    private double run(int trials, int workers, String space) throws Exception {
        engine.users.bootstrap(Optional.of(""));
        engine.recover(
                new Cluster("http://127.0.0.1:1", "id", "python3", directory, Optional.empty()));
        loop.start();
        var start = System.nanoTime();
        var id =
                submit(
                        "entrypoint: train.py\nsearcher: {name: async_halving, metric: val_loss,"
                                + " num_rungs: 3, divisor: 3, time_metric: batches, max_time: 9,"
                                + " max_concurrent_trials: %d, max_trials: %d}\n"
                                        .formatted(workers, trials)
                                + space);
        while (engine.experiments.get(id).live()) {
            Thread.sleep(2);
        }
        database.flush();
        var seconds = (System.nanoTime() - start) / 1e9;
        return (engine.experiments.get(id).trials() + operations.get()) / seconds;
    }

    private ExperimentId submit(String config) {
        var submission =
                new Submission(
                        engine.users.get(Users.DETERMINED).id(),
                        config,
                        ContextArchive.of(new byte[] {1, 2}),
                        Optional.empty(),
                        Submission.Manner.ACTIVE,
                        Optional.empty());
        return engine.experiments.create(submission).experiment().orElseThrow().id();
    }

    private void work(AllocationId allocation) {
        var dice = new Random(allocation.value().hashCode());
        var next = 0L;
        for (var batches : new int[] {1, 3, 9}) {
            var report = TestCluster.validation(batches, dice.nextDouble());
            next = engine.reports.take(allocation, next, List.<Report>of(report));
            database.flush();
            operations.incrementAndGet();
            // The first settles the experiment, the second the trials that it stops.
            settled();
            settled();
            if (engine.allocations.awaitPreemption(allocation, Duration.ZERO)) {
                break;
            }
        }
        listener.exited(allocation, new WorkerExit.Exited(0));
    }

    /** Returns when all duties that are due now are done. */
    private void settled() {
        var done = new CountDownLatch(1);
        engine.duties.owe("barrier " + barriers.incrementAndGet(), done::countDown);
        try {
            done.await();
        } catch (InterruptedException asked) {
            throw new IllegalStateException(asked);
        }
    }

    @Override
    public List<Slot> slots() {
        return slots;
    }

    @Override
    public void start(Launch launch) {
        if (started.add(launch.allocation())) {
            threads.execute(() -> work(launch.allocation()));
        }
    }

    @Override
    public void listen(ExitListener told) {
        listener = told;
    }

    @Override
    public void kill(AllocationId allocation) {}

    @Override
    public void adopt(Set<AllocationId> allocations) {}

    @Override
    public void forget(AllocationId allocation) {}

    @Override
    public void retain(Set<AllocationId> allocations) {}

    @Override
    public boolean awaitIdle(Duration limit) {
        return true;
    }

    @Override
    public void close() {
        loop.close();
        threads.close();
        database.close();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (java.io.IOException left) {
            throw new java.io.UncheckedIOException(left);
        }
    }
}
