package ai.resolute.cli;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.cluster.Interpreter;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * verify-resume: trains a script or an experiment twice on this machine, once to its end and once
 * killed and resumed, by the harness. Status 0 when the two are the same, 1 when not, 2 when that
 * cannot be said.
 */
final class VerifyResume implements Command {
    private final Argument<String> what =
            Argument.parameter("WHAT", "a script, or the number of an experiment", Kind.TEXT, "");
    private final Argument<List<String>> words =
            Argument.rest("ARGUMENT", "arguments of the script; behind -- those that begin with -");
    private final Argument<Optional<Path>> python =
            Argument.option("--python", "PATH", "the interpreter that the script needs", Kind.PATH);
    private final Surroundings around;

    VerifyResume(Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(python, what, words);
    }

    @Override
    public int run() {
        var arguments = new ArrayList<String>(List.of(what.value()));
        arguments.addAll(words.value());
        return new Interpreter(around)
                .run(python.value(), "determined.experimental.local_verify", arguments);
    }
}
