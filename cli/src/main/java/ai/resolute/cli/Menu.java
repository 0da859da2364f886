package ai.resolute.cli;

import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Names of commands and how to make them. Commands are made only when they are called for: making
 * all of them takes longer than running one.
 */
record Menu(List<Entry> entries) {
    /** A command, or a group with a menu of its own. */
    record Entry(String name, List<String> aliases, Function<Session, Object> command, Menu below) {
        static final Menu NOTHING = new Menu(List.of());

        static Entry of(String names, Function<Session, Object> command) {
            return group(names, command, NOTHING);
        }

        /** The first name is the name, the others are its aliases. */
        static Entry group(String names, Function<Session, Object> command, Menu below) {
            var all = List.of(names.split(" "));
            return new Entry(all.getFirst(), all.subList(1, all.size()), command, below);
        }

        boolean isGroup() {
            return !below.entries.isEmpty();
        }
    }

    static Menu of(Entry... entries) {
        return new Menu(List.of(entries));
    }

    /** The command of that name or alias, else the only one that begins so. */
    Optional<Entry> find(String word) {
        for (var entry : entries) {
            if (entry.name.equals(word) || entry.aliases.contains(word)) {
                return Optional.of(entry);
            }
        }
        var begin = beginning(word);
        return begin.stream().filter(entry -> isBeginningOfAll(entry.name, begin)).findFirst();
    }

    /** "li" is list although list-trials begins so too. */
    private static boolean isBeginningOfAll(String name, List<Entry> entries) {
        return entries.stream().allMatch(entry -> entry.name.startsWith(name));
    }

    /** The command of a menu of one. */
    Optional<Entry> only() {
        return entries.size() == 1 ? Optional.of(entries.getFirst()) : Optional.empty();
    }

    /** The commands whose names begin with a word. */
    List<Entry> beginning(String word) {
        return entries.stream().filter(entry -> entry.name.startsWith(word)).toList();
    }
}
