package ai.resolute.cli.watch;

import ai.resolute.cli.output.Style;
import java.io.PrintStream;
import java.util.List;

/**
 * A few lines of a terminal that are redrawn where they stand. Nothing else is written while it
 * lives.
 */
final class LiveRegion implements AutoCloseable {
    private static final String HIDE_CURSOR = "\033[?25l";
    private static final String SHOW_CURSOR = "\033[?25h";

    private final PrintStream terminal;
    private int drawn;

    LiveRegion(PrintStream terminal) {
        this.terminal = terminal;
        terminal.print(HIDE_CURSOR);
    }

    /** One write for the whole region, so that it never flickers; lines are cut to the width. */
    synchronized void draw(List<String> lines, int width) {
        var frame = new StringBuilder();
        rewind(frame);
        for (var line : lines) {
            frame.append("\r\033[2K").append(Style.fit(line, Math.max(20, width - 1))).append('\n');
        }
        drawn = lines.size();
        terminal.print(frame.append("\033[J"));
        terminal.flush();
    }

    /** Takes the region away. */
    synchronized void clear() {
        var frame = new StringBuilder();
        rewind(frame);
        drawn = 0;
        terminal.print(frame.append("\r\033[J"));
        terminal.flush();
    }

    @Override
    public synchronized void close() {
        terminal.print(SHOW_CURSOR);
        terminal.flush();
    }

    private void rewind(StringBuilder frame) {
        if (drawn > 0) {
            frame.append("\033[").append(drawn).append('A');
        }
    }
}
