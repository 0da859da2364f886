package ai.resolute.cli.output;

import ai.resolute.cli.output.Column.Narrow;
import java.util.ArrayList;
import java.util.List;

/**
 * A table without boxes: a heading, a hairline, rows. When it is wider than the terminal its widest
 * columns are cut, and where that is not enough its spare ones are left out, the last one first. A
 * width of 0 is no limit.
 */
record Table(List<Column> columns, Style style, int width) {
    private static final String GAP = "  ";
    private static final int NARROWEST = 8;

    String of(List<Row> rows) {
        if (rows.isEmpty()) {
            return "";
        }
        var cells = rows.stream().map(this::cells).toList();
        var widths = fitted(widths(cells));
        var spare = lastSpare();
        if (spare >= 0 && tooWide(widths)) {
            var fewer = new ArrayList<>(columns);
            fewer.remove(spare);
            return new Table(fewer, style, width).of(rows);
        }
        var text = new StringBuilder();
        text.append(style.bold(line(titles(), widths))).append('\n');
        text.append(style.dim(hairline(widths))).append('\n');
        cells.forEach(row -> text.append(line(row, widths)).append('\n'));
        return text.toString();
    }

    private List<String> titles() {
        return columns.stream().map(Column::title).toList();
    }

    private List<String> cells(Row row) {
        return columns.stream()
                .map(column -> column.shown().apply(row.values().get(column.key())))
                .map(text -> text.replace('\n', ' '))
                .toList();
    }

    private int[] widths(List<List<String>> cells) {
        var widths = new int[columns.size()];
        for (var at = 0; at < widths.length; at++) {
            widths[at] = columns.get(at).title().length();
            for (var row : cells) {
                widths[at] = Math.max(widths[at], Style.width(row.get(at)));
            }
        }
        return widths;
    }

    private int[] fitted(int[] widths) {
        while (tooWide(widths)) {
            var widest = widest(widths);
            if (widest < 0) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private boolean tooWide(int[] widths) {
        return width > 0 && total(widths) > width;
    }

    private int lastSpare() {
        for (var at = columns.size() - 1; at >= 0; at--) {
            if (columns.get(at).narrow() == Narrow.LEFT_OUT) {
                return at;
            }
        }
        return -1;
    }

    private int widest(int[] widths) {
        var widest = -1;
        for (var at = 0; at < widths.length; at++) {
            var gives = columns.get(at).narrow() == Narrow.CUT && widths[at] > NARROWEST;
            if (gives && (widest < 0 || widths[at] > widths[widest])) {
                widest = at;
            }
        }
        return widest;
    }

    private static int total(int[] widths) {
        var total = (widths.length - 1) * GAP.length();
        for (var one : widths) {
            total += one;
        }
        return total;
    }

    private static String hairline(int[] widths) {
        return "─".repeat(total(widths));
    }

    private String line(List<String> cells, int[] widths) {
        var parts = new ArrayList<String>();
        for (var at = 0; at < widths.length; at++) {
            var cell = Style.fit(cells.get(at), widths[at]);
            var pad = " ".repeat(widths[at] - Style.width(cell));
            parts.add(columns.get(at).right() ? pad + cell : cell + pad);
        }
        return String.join(GAP, parts).stripTrailing();
    }
}
