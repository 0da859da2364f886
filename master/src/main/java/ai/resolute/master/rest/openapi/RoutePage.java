package ai.resolute.master.rest.openapi;

import ai.resolute.api.wire.Schemas;
import ai.resolute.api.wire.Schemas.Direction;
import ai.resolute.master.rest.table.Handler;
import ai.resolute.master.rest.table.Route;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The route table as a page for people, without scripts and without anything from elsewhere. */
record RoutePage(List<Route<?, ?>> table, String version) {
    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Resolute REST API</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 14px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            nav a { margin-right: 1rem; }
            h2 { margin-top: 2.5rem; border-bottom: 1px solid #8884; }
            summary { cursor: pointer; padding: .25rem 0; }
            code, th { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
            th { text-align: left; font-weight: 400; padding-right: 1rem; vertical-align: top; }
            table { margin: .25rem 0 1rem 1.5rem; border-spacing: 0 .1rem; }
            b { display: inline-block; min-width: 4rem; }
            p { margin: .25rem 0 .25rem 1.5rem; }
            </style>
            """;

    String html() {
        var nouns =
                table.stream()
                        .collect(
                                Collectors.groupingBy(
                                        route -> operation(route).noun(),
                                        TreeMap::new,
                                        Collectors.toList()));
        var html = new StringBuilder(HEAD);
        html.append("<h1>Resolute REST API ").append(escaped(version)).append("</h1>\n");
        html.append(
                "<p>The same as a document for programs: <a href=\"/openapi.json\">openapi.json</a>.</p>\n");
        html.append(
                nouns.keySet().stream()
                        .map(RoutePage::link)
                        .collect(Collectors.joining("", "<nav>", "</nav>\n")));
        nouns.forEach((noun, routes) -> {
            html.append("<h2 id=\"%s\">%s</h2>\n".formatted(noun, noun));
            routes.forEach(route -> html.append(section(route)));
        });
        return html.append("</html>\n").toString();
    }

    private String section(Route<?, ?> route) {
        return """
        <details><summary><b>%s</b> <code>%s</code> %s</summary>
        <p>Who may: %s.</p>
        %s%s</details>
        """
                .formatted(
                        route.method(),
                        escaped(route.path()),
                        escaped(route.summary()),
                        route.permission().words(),
                        table("Takes", taken(route)),
                        answer(route));
    }

    private static Map<String, Object> taken(Route<?, ?> route) {
        return members(new Schemas().object(route.request(), Direction.TAKEN, _ -> true));
    }

    private static String answer(Route<?, ?> route) {
        return switch (route.handler()) {
            case Handler.Raw<?, ?>(var media, _) ->
                    "<p>Answers: %s</p>\n".formatted(escaped(String.join(", ", media)));
            case Handler.Lines<?, ?> _ ->
                    table("Answers with lines, each a result of", sent(route));
            case Handler.Single<?, ?> _ -> table("Answers", sent(route));
        };
    }

    private static Map<String, Object> sent(Route<?, ?> route) {
        return members(new Schemas().object(route.response(), Direction.SENT, _ -> true));
    }

    private static String table(String title, Map<String, Object> members) {
        var rows = new StringBuilder();
        members.forEach((name, schema) ->
                rows.append("<tr><th>%s<td>%s\n".formatted(escaped(name), escaped(words(schema)))));
        return rows.isEmpty()
                ? "<p>%s: nothing.</p>\n".formatted(title)
                : "<p>%s:</p><table>\n%s</table>\n".formatted(title, rows);
    }

    private static Map<String, Object> members(Map<String, Object> object) {
        var members = new TreeMap<String, Object>();
        if (object.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, schema) -> members.put(String.valueOf(name), schema));
        }
        return members;
    }

    /** A schema in a few words: {@code list of Trial}. */
    private static String words(Object schema) {
        if (!(schema instanceof Map<?, ?> members) || members.isEmpty()) {
            return "any JSON";
        }
        if (members.get("$ref") instanceof String place) {
            return place.substring(place.lastIndexOf('/') + 1);
        }
        if (members.get("anyOf") instanceof List<?> choices) {
            return choices.stream().map(RoutePage::words).collect(Collectors.joining(" or "));
        }
        if (members.containsKey("items")) {
            return "list of " + words(members.get("items"));
        }
        if (members.containsKey("additionalProperties")) {
            return "object of " + words(members.get("additionalProperties"));
        }
        var format = members.containsKey("format") ? " (" + members.get("format") + ")" : "";
        return members.get("type") + format;
    }

    private Operation operation(Route<?, ?> route) {
        return new Operation(route, new Schemas());
    }

    private static String link(String noun) {
        return "<a href=\"#%s\">%s</a>".formatted(noun, noun);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
