package ai.resolute.cli;

import ai.resolute.cli.checkpoint.Checkpoints;
import ai.resolute.cli.cluster.Backup;
import ai.resolute.cli.cluster.Down;
import ai.resolute.cli.cluster.Restore;
import ai.resolute.cli.cluster.Status;
import ai.resolute.cli.cluster.Up;
import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;
import ai.resolute.cli.experiment.Experiments;
import ai.resolute.cli.experiment.PreviewSearch;
import ai.resolute.cli.master.Masters;
import ai.resolute.cli.master.Version;
import ai.resolute.cli.model.Models;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.template.Templates;
import ai.resolute.cli.trial.Trials;
import ai.resolute.cli.user.Users;
import picocli.CommandLine;

/** All nouns and verbs. */
final class Commands {
    static final Menu ALL =
            Menu.of(
                    Entry.of(
                            "up",
                            "Start a master with slots on this machine, in the background.",
                            session -> new Up(session.around())),
                    Entry.of(
                            "down",
                            "Stop the master; trials checkpoint first, and go on after the next up.",
                            session -> new Down(session.around())),
                    Entry.of(
                            "status",
                            "Say whether a master runs here. Exit status 0 when it does, 3 when not.",
                            session -> new Status(session.around())),
                    Entry.of(
                            "backup",
                            "Copy everything that the cluster's database holds into one file. The master may go on.",
                            session -> new Backup(session.around())),
                    Entry.of(
                            "restore",
                            "Put a backup into the data directory of a stopped cluster.",
                            session -> new Restore(session.around())),
                    Entry.of(
                            "open",
                            "Open the web page of an experiment, or of the cluster, in the browser.",
                            Open::new),
                    Entry.of(
                            "why",
                            "Say what an experiment or a trial waits for, or what ended it: det why 3, det why trial 7.",
                            Why::new),
                    Entry.of(
                            "preview-search",
                            "Show what the search of a configuration would do: trials, lengths, hours.",
                            PreviewSearch::new),
                    Entry.group(
                            "experiment e exp",
                            "searches: one configuration, many trials",
                            Experiments.MENU),
                    Entry.group("trial t", "runs: one training each", Trials.MENU),
                    Entry.group(
                            "checkpoint c",
                            "states of training that can be gone on from",
                            Checkpoints.MENU),
                    Entry.group("model", "names under which checkpoints are kept", Models.MENU),
                    Entry.group("agent a", "machines that offer slots", Masters.AGENTS),
                    Entry.group("slot s", "what trials run on", Masters.SLOTS),
                    Entry.group("task", "what holds slots or waits for some", Masters.TASKS),
                    Entry.group("master m", "the server", Masters.MENU),
                    Entry.group("template tpl", "named parts of configurations", Templates.MENU),
                    Entry.group("user u", "who is signed in, and who may be", Users.MENU),
                    Entry.of(
                            "version",
                            "Show the versions of command line and master.",
                            Version::new),
                    Entry.of(
                            "completion",
                            "Print a completion script: source <(det completion) in bash or zsh.",
                            Completion::new),
                    Entry.of(
                            "verify-resume",
                            "Train twice, once killed and resumed, and compare every bit.",
                            session -> new VerifyResume(session.around())),
                    Entry.of(
                            "local-watch",
                            "Watch an experiment that trains without a master, by its directory.",
                            session -> new LocalWatch(session.around())));

    private Commands() {}

    static void addAll(CommandLine parent, Menu menu, Session session) {
        for (var entry : menu.entries()) {
            var made = add(parent, entry, session);
            addAll(made, entry.below(), session);
        }
    }

    static CommandLine add(CommandLine parent, Entry entry, Session session) {
        var made = new CommandLine(entry.make().apply(session));
        parent.addSubcommand(entry.name(), made, entry.aliases().toArray(String[]::new));
        return made;
    }
}
