package ai.resolute.master.rest;

import ai.resolute.master.rest.table.Route;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts and times requests by route and status. */
final class Requests {
    private final MeterRegistry registry;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    Requests(MeterRegistry registry) {
        this.registry = registry;
    }

    void served(Route<?, ?> route, int status, long nanos) {
        timers.computeIfAbsent(new Key(route.method(), route.path(), status), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Key key) {
        return Timer.builder("resolute.requests")
                .description("Requests served, by route and status")
                .tag("method", key.method())
                .tag("route", key.path())
                .tag("status", Integer.toString(key.status()))
                .register(registry);
    }

    private record Key(String method, String path, int status) {}
}
