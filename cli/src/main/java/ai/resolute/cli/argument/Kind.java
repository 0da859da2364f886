package ai.resolute.cli.argument;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.TypeConversionException;

/** Turns a word of the command line into a value, or says what it should have been. */
@FunctionalInterface
public interface Kind<V> {
    Kind<String> TEXT = word -> word;
    Kind<Path> PATH = Path::of;
    Kind<Boolean> FLAG = Kind::flag;
    Kind<Long> ID = word -> number(word, "a whole number", Long::valueOf);
    Kind<Integer> COUNT = word -> number(word, "a whole number", Integer::valueOf);
    Kind<Double> NUMBER = word -> number(word, "a number", Double::valueOf);

    V read(String word);

    /** One of a few names, in whatever case. */
    static <E extends Enum<E>> Kind<E> of(Class<E> choices) {
        return word ->
                Arrays.stream(choices.getEnumConstants())
                        .filter(choice -> choice.name().equalsIgnoreCase(word))
                        .findFirst()
                        .orElseThrow(() -> wrong(word, "one of " + names(choices)));
    }

    private static boolean flag(String word) {
        if (List.of("true", "yes", "1").contains(word.toLowerCase(Locale.ROOT))) {
            return true;
        }
        if (List.of("false", "no", "0").contains(word.toLowerCase(Locale.ROOT))) {
            return false;
        }
        throw wrong(word, "true or false");
    }

    private static <V> V number(String word, String what, Function<String, V> read) {
        try {
            return read.apply(word);
        } catch (NumberFormatException bad) {
            throw wrong(word, what);
        }
    }

    private static String names(Class<? extends Enum<?>> choices) {
        return String.join(
                ", ",
                Arrays.stream(choices.getEnumConstants())
                        .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static TypeConversionException wrong(String word, String what) {
        return new TypeConversionException("'" + word + "' is not " + what);
    }
}
