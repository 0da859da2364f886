package ai.resolute.cli;

import ai.resolute.api.client.MasterException;
import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.session.Surroundings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * Finds the command that the words mean, runs it and turns what went wrong into words and a status.
 */
final class CommandRunner {
    private static final Set<String> WITH_VALUE = Set.of("-m", "--master", "-u", "--user");

    /** How picocli names a parameter by its place: people know it by its name. */
    private static final Pattern PLACE =
            Pattern.compile(" for positional parameter at index [0-9.*]+ \\((.+?)\\):");

    /** Nouns whose list needs no number. */
    private static final Set<String> LISTED = Set.of("agent", "model", "slot", "template", "user");

    private final Surroundings around;
    private final Session session;

    CommandRunner(Surroundings around) {
        this.around = around;
        this.session = new Session(around);
    }

    /** The exit status. */
    int run(String... arguments) {
        try {
            return execute(arguments);
        } catch (Failure failure) {
            around.say(failure.text(around.errStyle()));
            return failure.status().code();
        }
    }

    private int execute(String... arguments) {
        var words = new ArrayList<>(Arrays.asList(arguments));
        var line = assemble(words);
        line.setOut(
                new java.io.PrintWriter(
                        around.out(), true, java.nio.charset.StandardCharsets.UTF_8));
        line.setErr(
                new java.io.PrintWriter(
                        around.err(), true, java.nio.charset.StandardCharsets.UTF_8));
        line.setAbbreviatedOptionsAllowed(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpLongOptionsMaxWidth(30);
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(
                        around.outStyle().colours()
                                ? CommandLine.Help.Ansi.ON
                                : CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((wrong, _) -> usage(wrong));
        line.setExecutionExceptionHandler((thrown, command, _) -> explain(thrown, command));
        return line.execute(words.toArray(String[]::new));
    }

    /** Only what the words name is made; everything when they ask for help or mean nothing. */
    private CommandLine assemble(List<String> words) {
        var root = new CommandLine(Root.specification(session));
        addNamed(root, Commands.ALL, words, 0);
        return root;
    }

    /** A missing verb is list, where there is one. */
    private void addNamed(CommandLine parent, Menu menu, List<String> words, int from) {
        var at = firstWord(words, from);
        var usual = menu.find("list");
        if (at < 0 && usual.isPresent() && !asksHelp(words)) {
            words.add(from, usual.get().name());
            at = from;
        }
        var entry = at < 0 ? Optional.<Entry>empty() : menu.find(words.get(at));
        if (entry.isEmpty()) {
            Commands.addAll(parent, menu, session);
            return;
        }
        words.set(at, entry.get().name());
        var made = Commands.add(parent, entry.get(), session);
        if (entry.get().isGroup()) {
            addNamed(made, entry.get().below(), words, at + 1);
        }
    }

    private static boolean asksHelp(List<String> words) {
        return words.contains("-h") || words.contains("--help");
    }

    /**
     * Where the first word stands that is neither an option nor the value of one; -1 for nowhere.
     */
    private static int firstWord(List<String> words, int from) {
        for (var at = from; at < words.size(); at++) {
            if (WITH_VALUE.contains(words.get(at))) {
                at++;
            } else if (!words.get(at).startsWith("--master=")
                    && !words.get(at).startsWith("--user=")) {
                return words.get(at).startsWith("-") ? -1 : at;
            }
        }
        return -1;
    }

    private int usage(CommandLine.ParameterException wrong) {
        var command = wrong.getCommandLine();
        var name = command.getCommandSpec().qualifiedName();
        var near = new ArrayList<String>();
        if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched) {
            near.addAll(unmatched.getSuggestions());
        }
        var why =
                near.isEmpty()
                        ? ""
                        : "did you mean: "
                                + String.join(", ", near.subList(0, Math.min(3, near.size())))
                                + "?";
        var what = PLACE.matcher(String.valueOf(wrong.getMessage())).replaceFirst(" for $1:");
        var failure = Failure.usage("'" + name + "': " + what, why, name + " --help");
        around.say(failure.text(around.errStyle()));
        return failure.status().code();
    }

    private int explain(Exception thrown, CommandLine command) throws Exception {
        var what = "'" + command.getCommandSpec().qualifiedName() + "' failed.";
        var failure =
                switch (thrown) {
                    case Failure known -> known;
                    case MasterException.Unreachable gone -> unreachable(what, gone);
                    case MasterException.Refused refused -> refused(what, refused, command);
                    case java.io.UncheckedIOException file ->
                            new Failure(Status.RUN_FAILED, what, file.getMessage() + "", "", "");
                    default -> throw thrown;
                };
        around.out().flush();
        around.say(failure.text(around.errStyle()));
        return failure.status().code();
    }

    private Failure unreachable(String what, MasterException.Unreachable gone) {
        var here = session.master().isLoopback();
        return new Failure(
                Status.NOT_REACHABLE,
                what + " The master at " + session.master() + " cannot be reached.",
                String.valueOf(gone.getMessage()),
                here
                        ? "det up, or name another master: det -m ADDRESS …"
                        : "check the address: det -m ADDRESS …, or DET_MASTER",
                here ? "det status" : "");
    }

    /** What shows the names that there are; nothing where the master said so itself. */
    private static String listing(String words, CommandLine command) {
        if (words.contains("det ")) {
            return "";
        }
        var noun = command.getParent() == null ? "" : command.getParent().getCommandName();
        return "det %s list".formatted(LISTED.contains(noun) ? noun : "experiment");
    }

    private Failure refused(String what, MasterException.Refused refused, CommandLine command) {
        var words = String.valueOf(refused.getMessage());
        var status = "HTTP status " + refused.status();
        return switch (refused.status()) {
            case 401 ->
                    new Failure(
                            Status.NOT_ALLOWED,
                            what,
                            "the master at " + session.master() + " does not know you: " + words,
                            "det user login NAME",
                            "");
            case 403 ->
                    new Failure(
                            Status.NOT_ALLOWED,
                            what,
                            words,
                            "ask the owner or an administrator, or be another user: det -u NAME …",
                            "det user whoami");
            case 404 -> new Failure(Status.NOT_FOUND, what, words, listing(words, command), "");
            case 400, 413 -> new Failure(Status.USAGE, what, words, "", "");
            default ->
                    new Failure(
                            Status.RUN_FAILED,
                            what,
                            words.contains(status) ? words : words + " (" + status + ")",
                            "",
                            "the master's log: det status says where it is");
        };
    }
}
