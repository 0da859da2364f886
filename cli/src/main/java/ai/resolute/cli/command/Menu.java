package ai.resolute.cli.command;

import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Names of commands and how to make them. Commands are made only when they are called for: making
 * all of them takes longer than running one.
 */
public record Menu(List<Entry> entries) {
    /** A command, or a group with a menu of its own. */
    public record Entry(
            String name, List<String> aliases, Function<Session, CommandSpec> make, Menu below) {
        private static final Menu NOTHING = new Menu(List.of());

        /** The first name is the name, the others are its aliases. */
        public static Entry of(
                String names, String description, Function<Session, Command> command) {
            return named(
                    names,
                    session -> Specification.of(description, command.apply(session)),
                    NOTHING);
        }

        public static Entry group(String names, String description, Menu below) {
            return named(names, _ -> Specification.ofGroup(description), below);
        }

        private static Entry named(String names, Function<Session, CommandSpec> make, Menu below) {
            var all = List.of(names.split(" "));
            return new Entry(all.getFirst(), all.subList(1, all.size()), make, below);
        }

        public boolean isGroup() {
            return !below.entries.isEmpty();
        }
    }

    public static Menu of(Entry... entries) {
        return new Menu(List.of(entries));
    }

    /** The command of that name or alias, else the only one that begins so. */
    public Optional<Entry> find(String word) {
        for (var entry : entries) {
            if (entry.name.equals(word) || entry.aliases.contains(word)) {
                return Optional.of(entry);
            }
        }
        var begin = entries.stream().filter(entry -> entry.name.startsWith(word)).toList();
        return begin.stream().filter(entry -> isBeginningOfAll(entry.name, begin)).findFirst();
    }

    /** "li" is list although list-trials begins so too. */
    private static boolean isBeginningOfAll(String name, List<Entry> entries) {
        return entries.stream().allMatch(entry -> entry.name.startsWith(name));
    }
}
