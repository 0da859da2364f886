package ai.resolute.master.rest.openapi;

import static ai.resolute.master.rest.table.Permission.OPEN;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.wire.Wire;
import ai.resolute.master.rest.table.Route;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Serves what the whole table says of itself. */
public final class OpenApiRoutes {
    private static final String JSON = "application/json";
    private static final String HTML = "text/html; charset=utf-8";

    private final List<Route<?, ?>> table;
    private final String version;

    private OpenApiRoutes(List<Route<?, ?>> others, String version) {
        this.table = new ArrayList<>(others);
        this.version = version;
        table.addAll(own());
    }

    /** These routes, and two more that tell of all of them. */
    public static List<Route<?, ?>> with(List<Route<?, ?>> others, String version) {
        return List.copyOf(new OpenApiRoutes(others, version).table);
    }

    private List<Route<?, ?>> own() {
        return List.of(
                Route.of("GET", "/openapi.json", OPEN, "This API as an OpenAPI document (ours)")
                        .raw(Nothing.class, List.of(JSON), (_, _, response) -> document(response)),
                Route.of("GET", "/docs/rest-api", OPEN, "This API as a page (ours)")
                        .raw(Nothing.class, List.of(HTML), (_, _, response) -> page(response)));
    }

    private void document(ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, JSON);
        response.send(Wire.write(OpenApi.of(table, version)));
    }

    private void page(ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, HTML);
        response.header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
        response.send(new RoutePage(table, version).html().getBytes(StandardCharsets.UTF_8));
    }
}
