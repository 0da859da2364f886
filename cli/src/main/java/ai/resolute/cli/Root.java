package ai.resolute.cli;

import ai.resolute.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command without a noun: help and version. */
@Command(
        name = "det",
        header = "Run deep-learning experiments: start a cluster, submit, watch, take the results.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "det [-m ADDRESS] [-u NAME] NOUN [VERB] [OPTIONS] [ARGUMENTS]",
        commandListHeading = "%nNouns (any unique beginning will do):%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "First steps: det up, then run a script that calls determined's init(), then det experiment wait 1.",
            "Exit status: 0 done, 1 a run failed, 2 usage, 3 not reachable, 4 not allowed, 5 not found."
        })
final class Root implements Callable<Integer> {
    @Option(
            names = {"-v", "--version"},
            description = "show the versions of command line and master")
    private boolean version;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Session session;

    Root(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (version) {
            return new Masters.Version(session).call();
        }
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }
}
