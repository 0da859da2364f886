package ai.resolute.master.rest;

import ai.resolute.master.config.DomainException;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Refusal;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.user.Principal;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The running HTTP server. Each request has its own virtual thread. */
public final class MasterServer implements AutoCloseable {
    private static final int MAX_LINE = 64 * 1024;
    private static final int BACKLOG = 1024;

    private final WebServer server;

    private MasterServer(WebServer server) {
        this.server = server;
    }

    /**
     * Where and how the server listens.
     *
     * @param host address to listen at; the loopback interface unless told
     * @param port 0 for any free one
     * @param names further names that requests may come under
     * @param pages directory of the built web pages
     */
    public record Settings(String host, int port, Set<String> names, Path pages) {
        public Settings {
            names = Set.copyOf(names);
        }
    }

    /** What the server needs beside its routes; see {@link Services#flush}. */
    record Doorway(
            Authentication authentication,
            Permissions permissions,
            MeterRegistry meters,
            Runnable flush) {}

    /** Serves the whole table over these services from now on. */
    public static MasterServer start(Settings settings, Services services) {
        var sessions = services.accounts().sessions();
        var ownership =
                new Ownership(
                        trial ->
                                services.work()
                                        .trials()
                                        .find(new TrialId(trial))
                                        .map(found -> found.origin().experiment()),
                        uuid -> services.findings().experimentOf(uuid));
        return start(
                settings,
                Routes.table(services),
                new Doorway(
                        new Authentication(
                                token -> sessions.find(token).map(who -> caller(who, token))),
                        new Permissions(ownership),
                        services.meters(),
                        services.flush()));
    }

    private static Caller caller(Principal principal, String token) {
        return switch (principal) {
            case Principal.Person(var user) -> new Caller.Person(user.id(), user.admin(), token);
            case Principal.Worker(var allocation, var user) ->
                    new Caller.Worker(
                            user.id(), allocation, Ownership.experimentOf(allocation.task()));
        };
    }

    /** Listens and answers from now on. */
    static MasterServer start(Settings settings, List<Route<?, ?>> table, Doorway doorway) {
        var server =
                WebServer.builder()
                        .host(settings.host())
                        .port(settings.port())
                        .backlog(BACKLOG)
                        .connectionOptions(socket -> socket.tcpNoDelay(true))
                        .maxPayloadSize(-1)
                        .shutdownHook(false)
                        .shutdownGracePeriod(Duration.ofMillis(500))
                        .protocolsDiscoverServices(false)
                        .addProtocol(Http1Config.builder().maxPrologueLength(MAX_LINE).build())
                        .routing(routing -> route(routing, settings, table, doorway))
                        .build()
                        .start();
        return new MasterServer(server);
    }

    /** Where it is reached. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** The port it listens at. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void route(
            HttpRouting.Builder routing,
            Settings settings,
            List<Route<?, ?>> table,
            Doorway doorway) {
        var meters = new Requests(doorway.meters());
        var room = new Room();
        routing.addFilter(new HostGuard(settings.names()));
        for (var route : table) {
            routing.route(
                    Method.create(route.method()),
                    PathMatchers.create(route.path()),
                    new Dispatch<>(route, doorway, room, meters));
        }
        routing.route(
                Method.GET,
                PathMatchers.create(WebPages.PREFIX + "*"),
                new WebPages(settings.pages()));
        routing.get("/", MasterServer::toPages).get("/det", MasterServer::toPages);
        routing.any((request, response) -> nothingThere(request, response, doorway));
    }

    private static void toPages(ServerRequest request, ServerResponse response) {
        response.status(302);
        response.header(HeaderNames.LOCATION, WebPages.PREFIX);
        response.send();
    }

    private static void nothingThere(
            ServerRequest request, ServerResponse response, Doorway doorway) {
        var path = request.path().path();
        try {
            if (doorway.authentication().caller(request) instanceof Caller.Nobody) {
                throw DomainException.NotAllowed.unknownCaller("token_missing", "token missing");
            }
        } catch (DomainException.NotAllowed refused) {
            Answers.refuse(response, path, Refusal.of(refused));
            return;
        }
        if (path.startsWith("/api/v1/")) {
            Answers.refuse(response, path, Refusal.unimplemented());
        } else {
            var method = request.prologue().method().text();
            Answers.json(response, 404, Map.of("message", "api not found: " + method + " " + path));
        }
    }
}
