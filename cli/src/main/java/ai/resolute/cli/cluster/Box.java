package ai.resolute.cli.cluster;

import ai.resolute.cli.output.Style;
import java.util.ArrayList;
import java.util.List;

/** A frame around a few lines. */
final class Box {
    private static final int NAME = 11;

    private final Style style;
    private final List<String> lines = new ArrayList<>();

    Box(Style style) {
        this.style = style;
    }

    void title(String title) {
        lines.add(style.green("● ") + style.bold(title));
    }

    void line(String name, String content) {
        lines.add("  " + style.dim(name + " ".repeat(NAME - name.length())) + content);
    }

    String text() {
        var width = lines.stream().mapToInt(Style::width).max().orElse(0);
        var text = new StringBuilder("╭" + "─".repeat(width + 2) + "╮\n");
        for (var line : lines) {
            text.append("│ ")
                    .append(line)
                    .append(" ".repeat(width - Style.width(line)))
                    .append(" │\n");
        }
        return text.append("╰" + "─".repeat(width + 2) + "╯\n").toString();
    }
}
