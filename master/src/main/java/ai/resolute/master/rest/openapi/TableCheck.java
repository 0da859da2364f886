package ai.resolute.master.rest.openapi;

import ai.resolute.api.wire.Schemas;
import ai.resolute.master.rest.table.Handler;
import ai.resolute.master.rest.table.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Refuses a table with a route that does not say all of itself. */
final class TableCheck {
    private static final String MESSAGES = "ai.resolute.api.";

    private TableCheck() {}

    static void requireWhole(List<Route<?, ?>> table) {
        var faults =
                Stream.concat(table.stream().flatMap(TableCheck::faults), doubles(table))
                        .sorted()
                        .toList();
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "the route table is not whole: " + String.join("; ", faults));
        }
    }

    private static Stream<String> doubles(List<Route<?, ?>> table) {
        return table.stream()
                .collect(Collectors.groupingBy(TableCheck::name, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue() > 1)
                .map(entry -> entry.getKey() + " comes twice");
    }

    private static Stream<String> faults(Route<?, ?> route) {
        var faults = new ArrayList<String>();
        if (route.summary().isBlank()) {
            faults.add("has no summary");
        }
        if (isMessage(route.request())) {
            var schemas = new Schemas();
            route.variables().stream()
                    .filter(variable -> schemas.member(route.request(), variable).isEmpty())
                    .forEach(variable -> faults.add("does not take {" + variable + "}"));
        } else {
            faults.add("takes no record of the api: " + route.request().getName());
        }
        answerFault(route).ifPresent(faults::add);
        return faults.stream().map(fault -> name(route) + " " + fault);
    }

    private static java.util.Optional<String> answerFault(Route<?, ?> route) {
        var fault =
                switch (route.handler()) {
                    case Handler.Raw<?, ?>(var media, _) ->
                            media.isEmpty() ? "names no media type" : "";
                    case Handler.Single<?, ?> _, Handler.Lines<?, ?> _ ->
                            isMessage(route.response())
                                    ? ""
                                    : "answers no record of the api: " + route.response().getName();
                };
        return java.util.Optional.of(fault).filter(words -> !words.isEmpty());
    }

    private static boolean isMessage(Class<?> type) {
        return type.isRecord() && type.getName().startsWith(MESSAGES);
    }

    private static String name(Route<?, ?> route) {
        return route.method() + " " + route.path();
    }
}
