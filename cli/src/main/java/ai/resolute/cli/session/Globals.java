package ai.resolute.cli.session;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import java.util.List;
import java.util.Optional;

/** Options that every command takes, before or after its name. */
public final class Globals {
    final Argument<Optional<String>> master =
            Argument.option(
                    "-m --master",
                    "ADDRESS",
                    "the master to talk to (default: DET_MASTER, else the one running here)",
                    Kind.TEXT);
    final Argument<Optional<String>> user =
            Argument.option(
                    "-u --user",
                    "NAME",
                    "the user to be (default: DET_USER, else who is signed in)",
                    Kind.TEXT);

    public List<Argument<?>> arguments() {
        return List.of(master, user);
    }
}
