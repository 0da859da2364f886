package ai.resolute.master;

import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.log.MasterLog;
import ai.resolute.master.rest.MasterServer;
import ai.resolute.master.rest.Routes;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.trial.Trial;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A real server over the real services of a {@link TestCluster}; only its workers are the test's.
 */
public final class TestMaster implements AutoCloseable {
    public final TestCluster cluster;
    public final MasterLog log = new MasterLog();
    private final Services services;
    private final MasterServer server;

    /** With the first two users, whose passwords are empty. */
    public TestMaster(Path directory, int slots) {
        this(new TestCluster(directory, slots));
    }

    /** Over a cluster that is closed with it. */
    public TestMaster(TestCluster cluster) {
        this.cluster = cluster;
        var slots = cluster.workers.slots().size();
        var engine = cluster.engine;
        services =
                new Services(
                        new Cluster(
                                "cluster",
                                "master",
                                "node",
                                Master.VERSION,
                                Instant.parse("2026-01-01T00:00:00Z"),
                                engine.resources::slots,
                                engine.resources::hardware,
                                Map.of("slots", slots)),
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
                        engine.database::flush);
        server =
                MasterServer.start(
                        new MasterServer.Settings("127.0.0.1", 0, Set.of(), cluster.directory),
                        services);
    }

    public Checkpoints checkpoints() {
        return services.findings().checkpoints();
    }

    public String url() {
        return server.url();
    }

    /** A person, or the administrator. */
    public TestCaller login(String name) {
        var stranger = new TestCaller(url(), "");
        var answer = stranger.done("/api/v1/auth/login", Map.of("username", name, "password", ""));
        return stranger.as(String.valueOf(answer.at("token")));
    }

    /** The worker of a trial's running allocation. */
    public TestCaller worker(Trial trial) {
        var launch = cluster.workers.launch(trial.allocation());
        return new TestCaller(url(), launch.environment().get("DET_SESSION_TOKEN"));
    }

    /** The only trial of a new experiment, running. */
    public Trial runningTrial(String config) {
        var experiment = cluster.submit(config);
        cluster.settle();
        return cluster.trial(experiment, 0);
    }

    /** The table that is served. */
    public List<Route<?, ?>> table() {
        return Routes.table(services);
    }

    @Override
    public void close() {
        log.close();
        server.close();
        cluster.close();
    }
}
