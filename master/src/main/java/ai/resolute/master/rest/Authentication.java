package ai.resolute.master.rest;

import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.rest.table.Caller;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds out who asks, from a header or from the browser's cookie. */
final class Authentication {
    static final String COOKIE = "auth";

    private static final List<HeaderName> HEADERS =
            List.of(
                    HeaderNames.create("x-user-token"),
                    HeaderNames.create("Grpc-Metadata-x-user-token"),
                    HeaderNames.AUTHORIZATION,
                    HeaderNames.create("Grpc-Metadata-x-allocation-token"));
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final Set<String> SAME = Set.of("same-origin", "none");

    private final Function<String, Optional<Caller>> sessions;

    /**
     * @param sessions who holds a token, if it is valid
     */
    Authentication(Function<String, Optional<Caller>> sessions) {
        this.sessions = sessions;
    }

    /** Who asks; a token that is there and not valid is refused. */
    Caller caller(ServerRequest request) {
        for (var header : HEADERS) {
            var value = request.headers().first(header);
            if (value.isPresent()) {
                return known(value.get());
            }
        }
        var cookie = request.headers().cookies().first(COOKIE).asOptional();
        if (cookie.isEmpty() || cookie.get().isEmpty()) {
            return new Caller.Nobody();
        }
        refuseForeignPages(request);
        return known(cookie.get());
    }

    private Caller known(String header) {
        var token = header.startsWith("Bearer ") ? header.substring(7) : header;
        return sessions.apply(token.strip())
                .orElseThrow(() ->
                        NotAllowed.unknownCaller("invalid_credentials", "invalid credentials"));
    }

    /**
     * A browser sends the cookie for every page on this host, whatever its port: only our own pages
     * may use it.
     */
    private static void refuseForeignPages(ServerRequest request) {
        var headers = request.headers();
        var site = headers.first(FETCH_SITE).orElse("none");
        var origin = headers.first(HeaderNames.ORIGIN);
        var own = headers.first(HeaderNames.HOST).map(host -> "://" + host).orElse("://");
        var foreign = origin.isPresent() && !origin.get().endsWith(own);
        if (foreign || !SAME.contains(site)) {
            throw NotAllowed.forbidden(
                    "foreign_page",
                    "a page of another address may not use this browser's session. Open the"
                            + " cluster's own pages, or send a token in the Authorization header");
        }
    }
}
