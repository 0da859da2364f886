package ai.resolute.master.rest;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Refuses requests that came under a name that is not ours: a page whose name was made to point at
 * the loopback address (DNS rebinding) would otherwise pass for one of our own.
 */
final class HostGuard implements Filter {
    private final Set<String> names;

    /**
     * @param names further names that this master is reached by
     */
    HostGuard(Set<String> names) {
        this.names = Set.copyOf(names);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        var host = request.headers().first(HeaderNames.HOST).orElse("localhost");
        if (isOurs(nameOf(host))) {
            chain.proceed();
            return;
        }
        Answers.json(
                response,
                403,
                Map.of(
                        "message",
                        ("this master is not known as \"%s\". Use http://127.0.0.1:PORT or"
                                        + " http://localhost:PORT, or list the name under hosts in"
                                        + " master.yaml")
                                .formatted(host)));
    }

    private boolean isOurs(String name) {
        return name.equals("localhost")
                || name.endsWith(".localhost")
                || name.equals("[::1]")
                || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
                || names.contains(name);
    }

    private static String nameOf(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[")
                ? lower.substring(0, lower.indexOf(']') + 1)
                : lower.replaceFirst(":\\d*$", "");
    }
}
