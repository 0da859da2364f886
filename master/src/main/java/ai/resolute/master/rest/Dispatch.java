package ai.resolute.master.rest;

import ai.resolute.api.wire.Spool;
import ai.resolute.api.wire.Wire;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Handler;
import ai.resolute.master.rest.table.Refusal;
import ai.resolute.master.rest.table.Route;
import io.helidon.http.HeaderNames;
import io.helidon.http.SetCookie;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one route: who asks, may they, what do they say, answer or refuse. What a request changed
 * is safe before it is answered.
 */
final class Dispatch<Q, A> implements io.helidon.webserver.http.Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final Duration COOKIE_LIFE = Duration.ofDays(7);

    private final Route<Q, A> route;
    private final MasterServer.Doorway doorway;
    private final Room room;
    private final Requests meters;

    Dispatch(Route<Q, A> route, MasterServer.Doorway doorway, Room room, Requests meters) {
        this.route = route;
        this.doorway = doorway;
        this.room = room;
        this.meters = meters;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) throws IOException {
        var began = System.nanoTime();
        try {
            serve(request, response);
        } finally {
            meters.served(route, response.status().code(), System.nanoTime() - began);
        }
    }

    private void serve(ServerRequest request, ServerResponse response) throws IOException {
        Caller caller;
        try {
            caller = callerOf(request);
            doorway.permissions().check(route, caller, request.path().pathParameters()::get);
        } catch (RuntimeException fault) {
            refuse(response, fault);
            return;
        }
        try (var _ = room.enter(request);
                var spool = new Spool()) {
            serve(caller, request, response, spool);
        }
    }

    private void serve(Caller caller, ServerRequest request, ServerResponse response, Spool spool)
            throws IOException {
        Asked<Q> asked;
        try {
            asked = asked(caller, request, response, spool);
        } catch (RuntimeException fault) {
            refuse(response, fault);
            return;
        }
        switch (route.handler()) {
            case Handler.Single<Q, A> single -> answer(single, asked, response);
            case Handler.Lines<Q, A> lines -> stream(lines, asked, response);
            case Handler.Raw<Q, A> raw -> serveRaw(raw, asked, request, response);
        }
    }

    private Asked<Q> asked(
            Caller caller, ServerRequest request, ServerResponse response, Spool spool) {
        var tree = Bodies.read(request, route, spool);
        return new Asked<>(
                Wire.read(tree, route.request()),
                caller,
                token -> setCookie(response, token),
                spool);
    }

    /** On open routes a stale token does no harm: who logs in again still sends the old one. */
    private Caller callerOf(ServerRequest request) {
        return switch (route.permission()) {
            case OPEN -> new Caller.Nobody();
            default -> doorway.authentication().caller(request);
        };
    }

    private void answer(Handler.Single<Q, A> single, Asked<Q> asked, ServerResponse response)
            throws IOException {
        var body = new AnswerStream(response);
        try {
            var answer = single.answer(asked);
            if (!route.method().equals("GET")) {
                doorway.flush().run();
            }
            response.header(HeaderNames.CONTENT_TYPE, "application/json");
            Wire.write(answer, body);
        } catch (RuntimeException fault) {
            if (response.isSent()) {
                throw fault;
            }
            refuse(response, fault);
            return;
        }
        body.close();
    }

    private void stream(Handler.Lines<Q, A> lines, Asked<Q> asked, ServerResponse response)
            throws IOException {
        Stream<A> stream;
        try {
            stream = lines.open(asked);
        } catch (RuntimeException fault) {
            refuse(response, fault);
            return;
        }
        try (stream) {
            new LineWriter(response, LOG).write(stream.iterator());
        }
    }

    private void serveRaw(
            Handler.Raw<Q, A> raw, Asked<Q> asked, ServerRequest request, ServerResponse response)
            throws IOException {
        try {
            raw.writer().serve(asked, request, response);
        } catch (RuntimeException fault) {
            if (response.isSent()) {
                throw fault;
            }
            refuse(response, fault);
        }
    }

    private void refuse(ServerResponse response, RuntimeException fault) {
        var refusal = Refusal.of(fault);
        if (refusal.status() >= 500) {
            LOG.error(
                    "route={} {} failed, the caller is told so",
                    route.method(),
                    route.path(),
                    fault);
        }
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        if (route.handler() instanceof Handler.Lines) {
            Answers.json(response, refusal.status(), refusal.streamBody());
        } else {
            Answers.refuse(response, route.path(), refusal);
        }
    }

    private static void setCookie(ServerResponse response, Optional<String> token) {
        response.headers()
                .addCookie(
                        SetCookie.builder(Authentication.COOKIE, token.orElse(""))
                                .path("/")
                                .httpOnly(true)
                                .sameSite(SetCookie.SameSite.STRICT)
                                .maxAge(token.isPresent() ? COOKIE_LIFE : Duration.ZERO)
                                .build());
    }

    /** For tests and messages. */
    @Override
    public String toString() {
        return Map.entry(route.method(), route.path()).toString();
    }
}
