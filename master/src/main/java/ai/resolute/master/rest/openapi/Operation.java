package ai.resolute.master.rest.openapi;

import ai.resolute.api.wire.Schemas;
import ai.resolute.api.wire.Schemas.Direction;
import ai.resolute.master.rest.table.Handler;
import ai.resolute.master.rest.table.Permission;
import ai.resolute.master.rest.table.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One route as an operation of the document. */
record Operation(Route<?, ?> route, Schemas schemas) {
    private static final String JSON = "application/json";

    String method() {
        return route.method().toLowerCase(Locale.ROOT);
    }

    /** The first word of the path behind its prefix. */
    String noun() {
        return path().split("/")[1];
    }

    Map<String, Object> document() {
        var operation =
                Ordered.of(
                        Map.entry("operationId", id()),
                        Map.entry("tags", List.of(noun())),
                        Map.entry("summary", route.summary()),
                        Map.entry("x-permission", route.permission().name()));
        var parameters = parameters();
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        var body = body();
        if (!body.isEmpty()) {
            operation.put("requestBody", Map.of("content", content(body)));
        }
        operation.put("responses", answers());
        if (route.permission() == Permission.OPEN) {
            operation.put("security", List.of());
        }
        return operation;
    }

    /** {@code GET /api/v1/trials/{trialId}/logs} is {@code getTrialsByTrialIdLogs}. */
    private String id() {
        return method()
                + Arrays.stream(path().split("[/_.-]"))
                        .filter(part -> !part.isEmpty())
                        .map(part ->
                                part.startsWith("{") ? "By" + capital(inner(part)) : capital(part))
                        .collect(Collectors.joining())
                + (route.handler() instanceof Handler.Raw ? "File" : "");
    }

    private String path() {
        return route.path().replaceFirst("^/api/v1", "");
    }

    private List<Map<String, Object>> parameters() {
        var parameters = new ArrayList<Map<String, Object>>();
        for (var member : schemas.members(route.request())) {
            var inPath = route.variables().contains(member.name());
            if (inPath || !route.takesBody()) {
                parameters.add(
                        Ordered.of(
                                Map.entry("name", member.name()),
                                Map.entry("in", inPath ? "path" : "query"),
                                Map.entry("required", inPath),
                                Map.entry("schema", member.schema())));
            }
        }
        return parameters;
    }

    /** What the body has; empty when it may be empty. */
    private Map<String, Object> body() {
        var body =
                schemas.object(
                        route.request(),
                        Direction.TAKEN,
                        name -> route.takesBody() && !route.variables().contains(name));
        return Map.of().equals(body.get("properties")) ? Map.of() : body;
    }

    private Map<String, Object> answers() {
        return Ordered.of(
                Map.entry("200", answer()),
                Map.entry("default", Map.of("$ref", "#/components/responses/" + OpenApi.REFUSAL)));
    }

    private Map<String, Object> answer() {
        return switch (route.handler()) {
            case Handler.Raw<?, ?>(var media, _) ->
                    Ordered.of(
                            Map.entry("description", route.summary()),
                            Map.entry("content", anything(media)));
            case Handler.Lines<?, ?> _ ->
                    Ordered.of(
                            Map.entry(
                                    "description",
                                    "One object a line: a result, or the error that ends them."),
                            Map.entry("x-lines", true),
                            Map.entry("content", content(line())));
            case Handler.Single<?, ?> _ ->
                    Ordered.of(
                            Map.entry("description", route.summary()),
                            Map.entry("content", content(sent())));
        };
    }

    private static Map<String, Object> anything(List<String> media) {
        var content = new LinkedHashMap<String, Object>();
        media.forEach(type -> content.put(type, Map.of()));
        return content;
    }

    private Map<String, Object> line() {
        return Ordered.of(
                Map.entry("type", "object"), Map.entry("properties", Map.of("result", sent())));
    }

    private Map<String, Object> sent() {
        return schemas.schema(route.response(), Direction.SENT);
    }

    private static String inner(String variable) {
        return variable.substring(1, variable.length() - 1);
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static Map<String, Object> content(Object schema) {
        return Map.of(JSON, Map.of("schema", schema));
    }
}
