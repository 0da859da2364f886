package ai.resolute.cli;

import ai.resolute.cli.Menu.Entry;
import ai.resolute.cli.cluster.Down;
import ai.resolute.cli.cluster.Status;
import ai.resolute.cli.cluster.Up;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All nouns and verbs. */
final class Commands {
    static final Menu ALL =
            Menu.of(
                    Entry.of("up", session -> new Up(session.around())),
                    Entry.of("down", session -> new Down(session.around())),
                    Entry.of("status", session -> new Status(session.around())),
                    Entry.of("open", Open::new),
                    group(
                            "experiment e exp",
                            "searches: one configuration, many trials",
                            Experiments.MENU),
                    group("trial t", "runs: one training each", Trials.MENU),
                    group(
                            "checkpoint c",
                            "states of training that can be gone on from",
                            Checkpoints.MENU),
                    group("agent a", "machines that offer slots", Masters.AGENTS),
                    group("master m", "the server", Masters.MENU),
                    group("user u", "who is signed in", Users.MENU),
                    Entry.of("version", Masters.Version::new),
                    Entry.of("completion", Completion::new));

    private Commands() {}

    static void addAll(CommandLine parent, Menu menu, Session session) {
        for (var entry : menu.entries()) {
            var made = add(parent, entry, session);
            addAll(made, entry.below(), session);
        }
    }

    static CommandLine add(CommandLine parent, Entry entry, Session session) {
        var made = new CommandLine(entry.command().apply(session));
        parent.addSubcommand(entry.name(), made, entry.aliases().toArray(String[]::new));
        return made;
    }

    private static Entry group(String names, String description, Menu below) {
        return Entry.group(names, _ -> spec(description), below);
    }

    /** A group has nothing to run: asked without a verb it shows its verbs. */
    private static CommandSpec spec(String description) {
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
