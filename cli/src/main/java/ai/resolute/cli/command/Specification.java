package ai.resolute.cli.command;

import ai.resolute.cli.output.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** What picocli is told about a command. */
final class Specification {
    private Specification() {}

    static CommandSpec of(String description, Command command) {
        Callable<Integer> call = command::run;
        var spec = CommandSpec.wrapWithoutInspection(call);
        spec.usageMessage().description(description);
        var index = 0;
        for (var argument : command.arguments()) {
            if (argument.isParameter()) {
                argument.addParameter(spec, index++);
            } else {
                argument.addOption(spec);
            }
        }
        return spec;
    }

    /** A group has nothing to run: asked without a verb it shows its verbs. */
    static CommandSpec ofGroup(String description) {
        var holder = new CommandSpec[1];
        Callable<Integer> help =
                () -> {
                    var line = holder[0].commandLine();
                    line.usage(line.getErr());
                    return Failure.Status.USAGE.code();
                };
        var spec = CommandSpec.wrapWithoutInspection(help);
        holder[0] = spec;
        spec.usageMessage()
                .description(description)
                .commandListHeading("%nVerbs:%n")
                .synopsisSubcommandLabel("VERB");
        return spec;
    }
}
