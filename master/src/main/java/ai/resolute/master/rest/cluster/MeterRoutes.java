package ai.resolute.master.rest.cluster;

import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Route;
import io.helidon.http.HeaderNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a Prometheus server reads. */
public final class MeterRoutes {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Services services;

    public MeterRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        var meters = services.meters();
        new JvmMemoryMetrics().bindTo(meters);
        Gauge.builder("resolute.slots", services, one -> one.cluster().slots().get().size())
                .description("Slots that there are")
                .register(meters);
        Gauge.builder("resolute.allocations.running", services, one -> count(one, true))
                .description("Allocations that hold slots")
                .register(meters);
        Gauge.builder("resolute.allocations.waiting", services, one -> count(one, false))
                .description("Allocations that wait for slots")
                .register(meters);
        return List.of(
                Route.of("GET", "/prom/det-state-metrics", PERSON, "Figures for Prometheus")
                        .raw(
                                Nothing.class,
                                List.of(TYPE),
                                (_, _, response) -> {
                                    response.header(HeaderNames.CONTENT_TYPE, TYPE);
                                    response.send(meters.scrape().getBytes(StandardCharsets.UTF_8));
                                }));
    }

    private static long count(Services services, boolean holding) {
        return services.work().allocations().live().stream()
                .map(Allocation::holds)
                .filter(holds -> holds == holding)
                .count();
    }
}
