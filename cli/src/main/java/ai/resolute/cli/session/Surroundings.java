package ai.resolute.cli.session;

import ai.resolute.cli.output.Style;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a command has around it: streams, environment, terminal. The launcher tells which streams
 * are a terminal and how wide it is, because finding that out from Java takes longer than most
 * commands.
 *
 * @param root the checkout this command line belongs to
 */
public record Surroundings(
        PrintStream out,
        PrintStream err,
        InputStream in,
        Map<String, String> environment,
        Terminal terminal,
        Path root,
        Clock clock) {
    private static final Pattern COMMAND =
            Pattern.compile("(?<=\033\\[\\dm|^|[^\\w/.])det (?=[a-z-])");

    /** Which streams are a terminal, and how many columns it has, 0 when that is not known. */
    public record Terminal(boolean in, boolean out, boolean err, int width) {
        public static final Terminal NONE = new Terminal(false, false, false, 0);
    }

    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Colours of what goes to standard output. */
    public Style outStyle() {
        return new Style(terminal.out() && mayColour());
    }

    /** Colours of what goes to standard error. */
    public Style errStyle() {
        return new Style(terminal.err() && mayColour());
    }

    /** Width for tables: unlimited when they go to a file or a pipe. */
    public int outWidth() {
        return terminal.out() ? terminal.width() : 0;
    }

    /** Whether a region of the terminal may be redrawn in place. */
    public boolean canRedraw() {
        return terminal.err() && !dumb() && variable("CI").isEmpty();
    }

    /** How people call this program here: "det" on the path, "./det" in the checkout. */
    public String name() {
        return System.getProperty("det.name", "det");
    }

    /**
     * Says a line on standard error, after what was printed before it; commands in it can be pasted
     * as they are.
     */
    public void say(String line) {
        out.flush();
        err.println(pasteable(line));
    }

    /** The text with the commands in it named as people call them here. */
    public String pasteable(String text) {
        return name().equals("det") ? text : COMMAND.matcher(text).replaceAll(name() + " ");
    }

    private boolean mayColour() {
        return variable("NO_COLOR").isEmpty() && !dumb();
    }

    private boolean dumb() {
        return variable("TERM").filter("dumb"::equals).isPresent();
    }
}
