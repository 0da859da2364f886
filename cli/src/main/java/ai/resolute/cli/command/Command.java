package ai.resolute.cli.command;

import ai.resolute.cli.argument.Argument;
import java.util.List;

/** A verb: what it takes, and what it does. */
public interface Command {
    /** Options and parameters; parameters in the order in which they are given. */
    default List<Argument<?>> arguments() {
        return List.of();
    }

    /** The exit status. What goes wrong is thrown. */
    int run();
}
