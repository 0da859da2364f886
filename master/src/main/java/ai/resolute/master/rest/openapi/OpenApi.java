package ai.resolute.master.rest.openapi;

import ai.resolute.api.wire.Schemas;
import ai.resolute.api.wire.Schemas.Direction;
import ai.resolute.master.rest.table.Route;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the OpenAPI 3.1 document of a route table. */
public final class OpenApi {
    static final String REFUSAL = "Refusal";

    private static final String ERROR = "Error";

    /** How a caller may say who it is. */
    private static final Map<String, Object> SECURITY =
            Ordered.of(
                    Map.entry(
                            "token",
                            Ordered.of(Map.entry("type", "http"), Map.entry("scheme", "bearer"))),
                    Map.entry("cookie", apiKey("cookie", "auth")),
                    Map.entry("allocation", apiKey("header", "Grpc-Metadata-x-allocation-token")));

    private OpenApi() {}

    /**
     * The document of a table.
     *
     * @throws IllegalStateException naming each route that lacks something, or comes twice
     */
    public static Map<String, Object> of(List<Route<?, ?>> table, String version) {
        TableCheck.requireWhole(table);
        var schemas = schemas(table);
        var paths = new TreeMap<String, Map<String, Object>>();
        for (var route : table) {
            var operation = new Operation(route, schemas);
            paths.computeIfAbsent(route.path(), _ -> new TreeMap<>())
                    .put(operation.method(), operation.document());
        }
        var components = schemas.components();
        components.put(ERROR, error());
        return Ordered.of(
                Map.entry("openapi", "3.1.0"),
                Map.entry("info", info(version)),
                Map.entry("security", anyOne()),
                Map.entry("paths", paths),
                Map.entry(
                        "components",
                        Ordered.of(
                                Map.entry("schemas", components),
                                Map.entry("responses", Map.of(REFUSAL, refusal())),
                                Map.entry("securitySchemes", SECURITY))));
    }

    private static Schemas schemas(List<Route<?, ?>> table) {
        var schemas = new Schemas();
        for (var route : table) {
            schemas.addParts(route.request(), Direction.TAKEN);
            if (route.response() != Void.class) {
                schemas.add(route.response(), Direction.SENT);
            }
        }
        return schemas;
    }

    private static Map<String, Object> info(String version) {
        return Ordered.of(
                Map.entry("title", "Resolute REST API"),
                Map.entry("version", version),
                Map.entry("license", Map.of("name", "Apache-2.0")));
    }

    private static List<Map<String, Object>> anyOne() {
        return SECURITY.keySet().stream()
                .map(scheme -> Map.<String, Object>of(scheme, List.of()))
                .toList();
    }

    private static Map<String, Object> refusal() {
        var schema = Map.of("schema", Map.of("$ref", "#/components/schemas/" + ERROR));
        return Ordered.of(
                Map.entry("description", "Why it was refused."),
                Map.entry("content", Map.of("application/json", schema)));
    }

    private static Map<String, Object> error() {
        var members = Ordered.of(Map.entry("code", Map.of("type", "integer")));
        for (var name : List.of("reason", "error", "kind")) {
            members.put(name, Map.of("type", "string"));
        }
        var error = Ordered.of(Map.entry("type", "object"), Map.entry("properties", members));
        return Ordered.of(
                Map.entry("type", "object"), Map.entry("properties", Map.of("error", error)));
    }

    private static Map<String, Object> apiKey(String in, String name) {
        return Ordered.of(
                Map.entry("type", "apiKey"), Map.entry("in", in), Map.entry("name", name));
    }
}
