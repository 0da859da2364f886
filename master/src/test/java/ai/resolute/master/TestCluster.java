package ai.resolute.master;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.launch.Cluster;
import ai.resolute.master.experiment.submission.ContextArchive;
import ai.resolute.master.experiment.submission.Submission;
import ai.resolute.master.experiment.submission.Submitter;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.log.LogLine;
import ai.resolute.master.log.LogSource;
import ai.resolute.master.resource.WorkerExit;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.Databases;
import ai.resolute.master.store.Overtaken;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.report.Report;
import ai.resolute.master.user.FirstUsers;
import ai.resolute.master.user.Users;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A real database and real services over workers of the test; the master may be killed. */
public final class TestCluster implements AutoCloseable {
    /** One trial that may restart twice. */
    public static final String SINGLE =
            """
            name: one
            entrypoint: train.py
            max_restarts: 2
            searcher: {name: single, metric: val_loss}
            """;

    /** Four trials, two at a time. */
    public static final String RANDOM =
            """
            name: many
            entrypoint: train.py
            searcher: {name: random, metric: val_loss, max_trials: 4, max_concurrent_trials: 2}
            hyperparameters: {lr: {type: double, minval: 0, maxval: 1}}
            """;

    public final FakeResourceManager workers;
    public final FakeStorage storage = new FakeStorage();
    public final MovableClock clock = new MovableClock();
    private final Database database;
    final Path directory;
    private final UnaryOperator<Database> wrapper;
    private final Map<AllocationId, Long> sent = new HashMap<>();
    private final Map<AllocationId, Long> written = new HashMap<>();
    private Overtaken writers;
    Engine engine;

    /** Over an SQLite file of its own, which {@link #close} closes. */
    public TestCluster(Path directory, int slots) {
        this(Databases.sqlite(directory.resolve("master.db")), directory, slots);
    }

    /** Over a database that others may close. */
    public TestCluster(Database database, Path directory, int slots) {
        this(database, directory, slots, same -> same);
    }

    /** Lets a test stand between services and a database. */
    public TestCluster(
            Database database, Path directory, int slots, UnaryOperator<Database> wrapper) {
        this.directory = directory;
        this.wrapper = wrapper;
        this.database = database;
        workers = new FakeResourceManager(slots);
        writers = new Overtaken(wrapper.apply(database));
        engine = build();
        if (engine.users.list().isEmpty()) {
            FirstUsers.add(database, clock.instant());
        }
        recover();
    }

    /** The master is killed, and another one starts. */
    public void restart() {
        workers.masterIsGone();
        writers = new Overtaken(wrapper.apply(database));
        engine = build();
        recover();
    }

    private Engine build() {
        return new Engine(
                writers,
                workers,
                storage,
                clock,
                () -> new ConfigDefaults(directory, workers.slots().size(), 7, "name"));
    }

    private void recover() {
        engine.recover(
                new Cluster("http://127.0.0.1:1", "id", "python3", directory, Optional.of("here")));
    }

    /** Somebody does this just before the next transaction that may write begins. */
    public void overtake(Runnable somebody) {
        writers.overtake(somebody);
    }

    /** Does what is due but for storages, which have a thread of their own. */
    void settleButStorages() {
        while (engine.duties.pass().isPresent()) {
            // The next one.
        }
    }

    /** Does all that is due. */
    public void settle() {
        while (engine.duties.pass().isPresent() || engine.storageDuties.pass().isPresent()) {
            // The next one.
        }
    }

    @Override
    public void close() {
        database.close();
    }

    public ExperimentId submit(String config) {
        return submit(config, true);
    }

    public ExperimentId submit(String config, boolean activate) {
        return submit(config, activate, Optional.empty());
    }

    /** The cluster's own machine is named {@code here}. */
    public ExperimentId submit(String config, boolean activate, Optional<Submitter> submitter) {
        var owner = engine.users.get(Users.DETERMINED).id();
        var submission =
                new Submission(
                        owner,
                        config,
                        ContextArchive.of(new byte[] {1, 2}),
                        submitter,
                        activate ? Submission.Manner.ACTIVE : Submission.Manner.PAUSED,
                        Optional.empty());
        return engine.experiments.create(submission).experiment().orElseThrow().id();
    }

    /** Submits and does all that is due. */
    public ExperimentId start(String config) {
        var id = submit(config);
        settle();
        return id;
    }

    /** A search that is over: the first of its four trials failed for good. */
    public ExperimentId searchWithOneFailure() {
        var id = start(RANDOM.replace("name: many", "name: many\nmax_restarts: 0"));
        exit(trial(id, 0), 1);
        settle();
        for (int index = 1; index < 4; index++) {
            exit(trial(id, index), 0);
            settle();
        }
        return id;
    }

    /** The current run of the first trial. */
    public AllocationId run(ExperimentId id) {
        return trial(id, 0).allocation();
    }

    public Experiment experiment(ExperimentId id) {
        return engine.experiments.get(id);
    }

    public List<Trial> trials(ExperimentId id) {
        return engine.trials.list(id);
    }

    public Trial trial(ExperimentId id, int index) {
        return trials(id).get(index);
    }

    public Allocation allocation(Trial trial) {
        return engine.allocations.get(trial.allocation());
    }

    /** A worker reports; what it reported before is counted on. */
    public void report(AllocationId allocation, Report... reports) {
        var first = sent.getOrDefault(allocation, 0L);
        sent.put(allocation, engine.reports.take(allocation, first, List.of(reports)));
    }

    /** A worker writes lines to its log. */
    public void lines(AllocationId allocation, String... texts) {
        var first = written.getOrDefault(allocation, 0L);
        var lines =
                Arrays.stream(texts)
                        .map(text ->
                                new LogLine(
                                        clock.instant(),
                                        LogSource.STDOUT,
                                        text,
                                        Optional.empty(),
                                        Optional.empty()))
                        .toList();
        written.put(allocation, engine.reports.takeLogs(allocation, first, lines));
    }

    public void exit(Trial trial, int status) {
        workers.end(trial.allocation(), new WorkerExit.Exited(status));
    }

    /** How many validations of a trial count. */
    public long validations(Trial trial) {
        return engine.metrics.summary(trial.id()).get("validation").get("val_loss").count();
    }

    public List<String> log(Trial trial) {
        return engine
                .logs
                .list(trial.origin().task(), ai.resolute.master.log.LogFilter.ALL)
                .stream()
                .map(entry -> entry.line().text())
                .toList();
    }

    public static Report.Metrics validation(long steps, double loss) {
        return new Report.Metrics(
                "validation",
                steps,
                Instant.EPOCH,
                Map.of("val_loss", loss),
                List.of(),
                Optional.empty());
    }

    public static Report.Checkpoint checkpoint(long steps) {
        return new Report.Checkpoint(
                new CheckpointId(UUID.randomUUID()),
                steps,
                Instant.EPOCH,
                Map.of("weights", 3L),
                Map.of());
    }

    /** A clock that the test moves. */
    public static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        public void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
