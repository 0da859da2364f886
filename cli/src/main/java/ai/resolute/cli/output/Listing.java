package ai.resolute.cli.output;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows with columns, in any format. Tables show the columns; the other formats give all values. */
public record Listing(List<Column> columns, List<Row> rows) {
    /** The text of the listing, ending in a newline unless it is empty. */
    public String in(Format format, Style style, int width) {
        return switch (format) {
            case TABLE -> new Table(columns, style, width).of(rows);
            case JSON -> Pretty.json(maps());
            case YAML -> Pretty.yaml(maps());
            case CSV -> Csv.of(maps());
        };
    }

    private List<Map<String, @Nullable Object>> maps() {
        return rows.stream().map(Row::values).toList();
    }
}
