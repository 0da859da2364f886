package ai.resolute.cli.output;

import ai.resolute.api.wire.Wire;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Comma-separated values after RFC 4180, with a heading; what has parts is JSON in its cell. */
final class Csv {
    private Csv() {}

    static String of(List<Map<String, @Nullable Object>> rows) {
        Set<String> keys = new LinkedHashSet<>();
        rows.forEach(row -> keys.addAll(row.keySet()));
        if (keys.isEmpty()) {
            return "";
        }
        var text = new StringBuilder();
        text.append(String.join(",", keys.stream().map(Csv::quoted).toList())).append("\n");
        for (var row : rows) {
            var cells = keys.stream().map(key -> quoted(cell(row.get(key)))).toList();
            text.append(String.join(",", cells)).append("\n");
        }
        return text.toString();
    }

    private static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Map<?, ?> map -> Wire.text(map);
            case List<?> list -> Wire.text(list);
            case Object other -> other.toString();
        };
    }

    private static String quoted(String cell) {
        var plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
