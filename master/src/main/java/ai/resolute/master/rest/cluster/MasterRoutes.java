package ai.resolute.master.rest.cluster;

import static ai.resolute.master.rest.table.Permission.OPEN;
import static ai.resolute.master.rest.table.Permission.PERSON;
import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.LogMessages.LogLevel;
import ai.resolute.api.MasterMessages.ClusterInfo;
import ai.resolute.api.MasterMessages.Config;
import ai.resolute.api.MasterMessages.Health;
import ai.resolute.api.MasterMessages.LogEntry;
import ai.resolute.api.MasterMessages.ManagerHealth;
import ai.resolute.api.MasterMessages.Master;
import ai.resolute.api.MasterMessages.MasterLogsRequest;
import ai.resolute.api.MasterMessages.MasterLogsResponse;
import ai.resolute.api.MasterMessages.Product;
import ai.resolute.api.MasterMessages.Telemetry;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The master itself. */
public final class MasterRoutes {
    private final Services services;

    public MasterRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", "/info", OPEN, "What runs here, as clients first ask")
                        .answer(Nothing.class, ClusterInfo.class, _ -> info()),
                Route.of("GET", "/health", SIGNED_IN, "Whether master and database work")
                        .answer(Nothing.class, Health.class, this::health),
                Route.of("GET", "/api/v1/master", OPEN, "What runs here")
                        .answer(Nothing.class, Master.class, _ -> master()),
                Route.of("GET", "/api/v1/master/logs", PERSON, "Lines of the master's own log")
                        .lines(MasterLogsRequest.class, MasterLogsResponse.class, this::logs),
                Route.of("GET", "/api/v1/master/config", SIGNED_IN, "How the master is configured")
                        .answer(
                                Nothing.class,
                                Config.class,
                                _ -> new Config(services.cluster().config())));
    }

    private ClusterInfo info() {
        var cluster = services.cluster();
        return new ClusterInfo(
                Cluster.COMPATIBLE,
                cluster.id(),
                cluster.masterId(),
                cluster.name(),
                cluster.version(),
                new Telemetry(false, false, ""));
    }

    private Stream<MasterLogsResponse> logs(Asked<MasterLogsRequest> asked) {
        var request = asked.message();
        var lines = services.findings().masterLog().read(request.offset(), request.follow());
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(lines, Spliterator.ORDERED), false)
                .limit(request.limit() > 0 ? request.limit() : Long.MAX_VALUE)
                .map(line ->
                        new MasterLogsResponse(
                                new LogEntry(
                                        line.id(),
                                        line.message(),
                                        line.time(),
                                        LogLevel.valueOf("LOG_LEVEL_" + line.level()))));
    }

    /** Reads from the database; when that fails the answer is the failure's. */
    private Health health(Asked<Nothing> asked) {
        services.accounts().users().get(asked.user());
        return new Health("up", "up", List.of(new ManagerHealth(Cluster.POOL, "up")));
    }

    private Master master() {
        var cluster = services.cluster();
        return new Master(
                Cluster.COMPATIBLE,
                cluster.masterId(),
                cluster.id(),
                cluster.name(),
                false,
                List.of(),
                "",
                "",
                "determined",
                false,
                Product.PRODUCT_UNSPECIFIED,
                List.of(),
                true,
                false,
                false,
                cluster.version());
    }
}
