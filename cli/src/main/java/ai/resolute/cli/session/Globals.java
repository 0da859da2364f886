package ai.resolute.cli.session;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that every command takes, before or after its name. */
public final class Globals {
    @Option(
            names = {"-m", "--master"},
            paramLabel = "ADDRESS",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "the master to talk to (default: DET_MASTER, else the one running here)")
    Optional<String> master = Optional.empty();

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            scope = picocli.CommandLine.ScopeType.INHERIT,
            description = "the user to be (default: DET_USER, else who is signed in)")
    Optional<String> user = Optional.empty();
}
