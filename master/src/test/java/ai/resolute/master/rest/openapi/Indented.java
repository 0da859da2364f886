package ai.resolute.master.rest.openapi;

import ai.resolute.api.wire.Wire;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes a tree over many lines, so that a change of it is seen line by line. */
record Indented(String margin) {
    Indented() {
        this("");
    }

    String text(Object tree) {
        return value(tree) + "\n";
    }

    private String value(Object tree) {
        return switch (tree) {
            case Map<?, ?> map when !map.isEmpty() ->
                    block("{", map.entrySet().stream().map(this::member), "}");
            case List<?> list when list.stream().anyMatch(Map.class::isInstance) ->
                    block("[", list.stream().map(deeper()::value), "]");
            default -> Wire.text(tree);
        };
    }

    private String member(Map.Entry<?, ?> entry) {
        return Wire.text(entry.getKey()) + ": " + deeper().value(entry.getValue());
    }

    private String block(String begin, Stream<String> parts, String end) {
        var inner = "\n" + deeper().margin;
        return parts.collect(Collectors.joining("," + inner, begin + inner, "\n" + margin + end));
    }

    private Indented deeper() {
        return new Indented(margin + "  ");
    }
}
