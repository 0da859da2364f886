package ai.resolute.master;

import ai.resolute.master.MasterConfig.DatabaseChoice;
import ai.resolute.master.MasterConfig.Postgresql;
import ai.resolute.master.MasterConfig.Sqlite;
import ai.resolute.master.checkpoint.file.StorageProcess;
import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.duty.DutyLoop;
import ai.resolute.master.experiment.launch.Cluster;
import ai.resolute.master.log.MasterLog;
import ai.resolute.master.resource.ResourceManager;
import ai.resolute.master.resource.local.LocalResourceManager;
import ai.resolute.master.resource.local.LocalSettings;
import ai.resolute.master.rest.MasterServer;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.Databases;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running master: database, services, server and the loop of duties. */
final class Master implements AutoCloseable {
    static final String VERSION = "0.1.0";

    private static final Logger LOG = LoggerFactory.getLogger(Master.class);
    private static final Duration LAST_DUTIES = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final MasterConfig config;
    private final Clock clock;
    private final MasterLog log;
    private final DataLock lock;
    private final Database database;
    private final Engine engine;
    private final DutyLoop loop;
    private final DutyLoop storageLoop;
    private final MasterServer server;

    /** Starts everything; when this returns the master answers and trials go on. */
    Master(MasterConfig config, MasterLog log, Clock clock) {
        this.config = config;
        this.log = log;
        this.clock = clock;
        lock = DataLock.take(config.data());
        database = open(config.database());
        var node = node();
        var resources =
                new LocalResourceManager(
                        new LocalSettings(
                                config.data().resolve("run"),
                                config.programs().python(),
                                config.programs().harness(),
                                devices(node, config.slots())));
        var storages = new StorageProcess(config.programs().python(), config.programs().harness());
        engine = new Engine(database, resources, storages, clock, defaults());
        loop = new DutyLoop("duties", engine.duties);
        storageLoop = new DutyLoop("storage", engine.storageDuties);
        try {
            begin();
            // First, because lists would lack the trials that are not measured yet.
            engine.reports.measureOld();
            server = serve(resources, node);
            announce();
        } catch (RuntimeException failed) {
            resources.close();
            database.close();
            lock.close();
            throw failed;
        }
        engine.recover(
                new Cluster(
                        url(),
                        id(),
                        config.programs().python(),
                        config.programs().harness(),
                        machine()));
        loop.start();
        storageLoop.start();
        LOG.info(
                "master answers: url={} data={} slots={}",
                url(),
                config.data(),
                config.slots().count());
    }

    String url() {
        return server.url();
    }

    /** Asks all trials to checkpoint and stop, and waits for them, but not for ever. */
    void drain(Duration limit) throws InterruptedException {
        LOG.info("master stops: trials are asked to write a checkpoint and to stop");
        engine.allocations.drain();
        var end = System.nanoTime() + limit.toNanos();
        var idle = engine.resources.awaitIdle(limit);
        var last = Math.min(end, System.nanoTime() + LAST_DUTIES.toNanos());
        while (idle && !engine.idle() && System.nanoTime() < last) {
            Thread.sleep(LOOK);
        }
        LOG.info(idle ? "all trials have stopped" : "some trials go on; the next start finds them");
    }

    @Override
    public void close() {
        try {
            new Presence(config.data()).withdraw();
        } catch (IOException kept) {
            LOG.warn("master.json stays: {}", kept.toString());
        }
        log.close();
        loop.close();
        storageLoop.close();
        server.close();
        engine.resources.close();
        database.close();
        lock.close();
    }

    private void begin() {
        try {
            var passwords = engine.users.bootstrap(config.initialPassword());
            new Presence(config.data()).tellPasswords(passwords);
        } catch (IOException failed) {
            throw unwritable(failed);
        }
    }

    private MasterServer serve(ResourceManager resources, String node) {
        var settings =
                new MasterServer.Settings(
                        "127.0.0.1", config.port(), config.hosts(), config.programs().web());
        try {
            return MasterServer.start(settings, services(resources, node));
        } catch (RuntimeException failed) {
            if (causes(failed).anyMatch(BindException.class::isInstance)) {
                throw portTaken(failed);
            }
            throw failed;
        }
    }

    private Services services(ResourceManager resources, String node) {
        var told = new LinkedHashMap<String, Object>(Map.of("port", config.port()));
        told.put("slots", config.slots().count());
        told.put("data", config.data().toString());
        var cluster =
                new ai.resolute.master.rest.route.Cluster(
                        id(),
                        UUID.randomUUID().toString(),
                        node,
                        VERSION,
                        clock.instant(),
                        resources::slots,
                        resources::hardware,
                        told);
        return new Services(
                cluster,
                new Services.Accounts(engine.users, engine.sessions),
                new Services.Work(
                        engine.experiments,
                        engine.trials,
                        engine.allocations,
                        engine.reports,
                        new Services.Files(
                                engine.collector,
                                engine.removals,
                                engine.storages,
                                engine.events,
                                engine.retention),
                        engine.templates),
                new Services.Findings(
                        engine.metrics,
                        engine.checkpoints,
                        engine.logs,
                        engine.leaders,
                        engine.why,
                        engine.models,
                        log),
                database::flush);
    }

    private void announce() {
        try {
            Presence.letOwnerIn(engine.users, engine.sessions, server.port());
            new Presence(config.data())
                    .announce(url(), server.port(), VERSION, config.database().kind());
        } catch (IOException failed) {
            throw unwritable(failed);
        }
    }

    private static LocalSettings.Devices devices(String node, MasterConfig.Slots slots) {
        return slots.gpus().isEmpty()
                ? LocalSettings.Devices.processors(node, slots.count(), slots.gpusHidden())
                : LocalSettings.Devices.gpus(node, slots.gpus());
    }

    private String id() {
        return database.write(
                handle -> new IdentityStore().id(handle, () -> UUID.randomUUID().toString()));
    }

    private java.util.function.Supplier<ConfigDefaults> defaults() {
        var names = new Names(RandomGenerator.getDefault());
        return () ->
                new ConfigDefaults(
                        config.data().resolve("checkpoints"),
                        config.storage(),
                        config.slots().count(),
                        clock.instant().getEpochSecond() & Integer.MAX_VALUE,
                        names.next());
    }

    private StartFailure unwritable(IOException failed) {
        return new StartFailure(
                "Cannot write to the data directory %s: %s. Make room or choose another: det up --data DIR."
                        .formatted(config.data(), failed),
                failed);
    }

    private StartFailure portTaken(RuntimeException failed) {
        return new StartFailure(
                ("Cannot listen on port %d of 127.0.0.1: another program does already. Choose another port "
                                + "(det up --port N), or stop that program. `ss -ltnp 'sport = :%d'` shows which it is.")
                        .formatted(config.port(), config.port()),
                failed);
    }

    private static Database open(DatabaseChoice choice) {
        return switch (choice) {
            case Sqlite(var file) -> Databases.sqlite(file);
            case Postgresql(var url, var user, var password) ->
                    Databases.postgresql(url, user, password);
        };
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    private static String node() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException nameless) {
            return "localhost";
        }
    }

    private static Optional<String> machine() {
        try {
            return Optional.of(Files.readString(Path.of("/etc/machine-id")).strip());
        } catch (IOException none) {
            return Optional.empty();
        }
    }
}
