package ai.resolute.cli;

import ai.resolute.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** completion: a script for bash and zsh that completes nouns, verbs and options. */
@Command(description = "Print a completion script: source <(det completion) in bash or zsh.")
final class Completion implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    private final Session session;

    Completion(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.around().out().print(AutoComplete.bash("det", spec.root().commandLine()));
        return 0;
    }
}
