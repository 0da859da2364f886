package ai.resolute.cli;

import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Surroundings;
import ai.resolute.cli.session.Surroundings.Terminal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs the daily commands that change nothing, for nobody to see: the launcher records what classes
 * they need, and later calls start with these at hand.
 */
record Rehearsal(Surroundings around) {
    static final String NAME = "rehearse";

    private static final List<String> COMMANDS =
            List.of(
                    "experiment list -o json",
                    "experiment list -o csv",
                    "experiment describe 1",
                    "experiment config 1",
                    "experiment list-trials 1",
                    "checkpoint list 1",
                    "trial describe 1",
                    "trial logs 1 --tail 20",
                    "master info -o yaml",
                    "agent list",
                    "user whoami",
                    "status",
                    "no such command",
                    "--help");

    /** Status 0 when there was a master: without one a recording is not worth keeping. */
    int run() {
        var silence =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var stage =
                new Surroundings(
                        silence,
                        silence,
                        around.in(),
                        around.environment(),
                        new Terminal(false, true, true, 100),
                        around.root(),
                        around.clock());
        if (new CommandRunner(stage).run("experiment", "list") != 0) {
            return Failure.Status.NOT_REACHABLE.code();
        }
        COMMANDS.forEach(command -> new CommandRunner(stage).run(command.split(" ")));
        return 0;
    }
}
