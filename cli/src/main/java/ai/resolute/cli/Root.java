package ai.resolute.cli;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.master.Version;
import ai.resolute.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The command without a noun: help and version. */
record Root(Session session, Argument<Boolean> version) {
    private static final OptionSpec.Builder HELP =
            OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .scopeType(ScopeType.INHERIT)
                    .description("show this help");

    static CommandSpec specification(Session session) {
        var root =
                new Root(
                        session,
                        Argument.flag(
                                "-v --version", "show the versions of command line and master"));
        var holder = new CommandSpec[1];
        Callable<Integer> call = () -> root.run(holder[0]);
        var spec = CommandSpec.wrapWithoutInspection(call).name("det");
        holder[0] = spec;
        session.globals().arguments().forEach(argument -> argument.addEverywhere(spec));
        root.version.addOption(spec);
        spec.addOption(HELP.build());
        spec.usageMessage()
                .header(
                        "Run deep-learning experiments: start a cluster, submit, watch, take the results.")
                .synopsisHeading("%nUsage: ")
                .customSynopsis("det [-m ADDRESS] [-u NAME] NOUN [VERB] [OPTIONS] [ARGUMENTS]")
                .commandListHeading("%nNouns (any unique beginning will do):%n")
                .optionListHeading("%nOptions:%n")
                .footer(
                        "",
                        "First steps: det up, then run a script that calls determined's init(), then det experiment wait 1.",
                        "Exit status: 0 done, 1 a run failed, 2 usage, 3 not reachable, 4 not allowed, 5 not found.");
        return spec;
    }

    private int run(CommandSpec spec) {
        if (version.value()) {
            return new Version(session).run();
        }
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }
}
