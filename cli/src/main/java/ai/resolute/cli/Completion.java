package ai.resolute.cli;

import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import picocli.AutoComplete;
import picocli.CommandLine;

/** completion: a script for bash and zsh that completes nouns, verbs and options. */
final class Completion implements Command {
    private final Session session;

    Completion(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        var all = new CommandLine(Root.specification(session));
        Commands.addAll(all, Commands.ALL, session);
        session.around().out().print(AutoComplete.bash("det", all));
        return 0;
    }
}
