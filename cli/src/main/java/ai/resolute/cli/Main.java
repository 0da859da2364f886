package ai.resolute.cli;

import ai.resolute.cli.session.LocalClock;
import ai.resolute.cli.session.Surroundings;
import ai.resolute.cli.session.Surroundings.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Starts the command line; the launcher script `det` calls it. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var out = stream(FileDescriptor.out, 1 << 14);
        var err = stream(FileDescriptor.err, 1 << 10);
        var around =
                new Surroundings(
                        out,
                        err,
                        System.in,
                        System.getenv(),
                        terminal(),
                        Path.of(System.getProperty("det.root", ".")).toAbsolutePath().normalize(),
                        new LocalClock(System.getenv()));
        var rehearses = arguments.length == 1 && arguments[0].equals(Rehearsal.NAME);
        var status =
                rehearses ? new Rehearsal(around).run() : new CommandRunner(around).run(arguments);
        out.flush();
        err.flush();
        // exit() would first find out whether somebody wants it logged.
        Runtime.getRuntime().halt(status);
    }

    /**
     * Text is UTF-8 whatever the locale says: C and POSIX locales are common where terminals are
     * not.
     */
    private static PrintStream stream(FileDescriptor descriptor, int buffer) {
        return new PrintStream(
                new java.io.BufferedOutputStream(new FileOutputStream(descriptor), buffer),
                descriptor == FileDescriptor.err,
                StandardCharsets.UTF_8);
    }

    private static Terminal terminal() {
        var streams = System.getProperty("det.terminal", "");
        return new Terminal(
                streams.contains("0"),
                streams.contains("1"),
                streams.contains("2"),
                Integer.getInteger("det.width", 80));
    }
}
