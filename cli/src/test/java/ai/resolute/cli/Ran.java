package ai.resolute.cli;

import ai.resolute.cli.session.Surroundings;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run of the command line in this process: status, standard output, standard error. */
record Ran(int status, String out, String err) {
    static final Instant NOW = Instant.parse("2026-01-31T12:10:00Z");

    /** In a home directory of its own, against a master, without a terminal. */
    static Ran det(Path home, TestingMaster master, String... arguments) {
        return det(home, of(master), Surroundings.Terminal.NONE, arguments);
    }

    static Ran det(
            Path home,
            Map<String, String> environment,
            Surroundings.Terminal terminal,
            String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var status = run(home, environment, terminal, List.of(out, err), arguments);
        return new Ran(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What a person sees where both streams go to one screen. */
    static String onOneScreen(Path home, TestingMaster master, String... arguments) {
        var screen = new ByteArrayOutputStream();
        run(home, of(master), Surroundings.Terminal.NONE, List.of(screen, screen), arguments);
        return screen.toString(StandardCharsets.UTF_8);
    }

    static Map<String, String> of(TestingMaster master) {
        return Map.of("DET_MASTER", master.url(), "DET_USER", "ada", "DET_USER_TOKEN", "secret");
    }

    private static int run(
            Path home,
            Map<String, String> environment,
            Surroundings.Terminal terminal,
            List<ByteArrayOutputStream> streams,
            String... arguments) {
        var variables = new HashMap<>(environment);
        variables.put("HOME", home.toString());
        var out =
                new PrintStream(
                        new BufferedOutputStream(streams.getFirst(), 1 << 14),
                        false,
                        StandardCharsets.UTF_8);
        var around =
                new Surroundings(
                        out,
                        new PrintStream(streams.getLast(), true, StandardCharsets.UTF_8),
                        new ByteArrayInputStream(new byte[0]),
                        variables,
                        terminal,
                        home,
                        Clock.fixed(NOW, ZoneOffset.UTC));
        var status = new CommandRunner(around).run(arguments);
        out.flush();
        return status;
    }
}
