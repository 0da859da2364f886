package ai.resolute.master.config.schema;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;

/** The plain shapes. */
final class Shapes {
    private static final int SHOWN = 40;

    /** A JSON value that is passed on as it is. */
    static final Shape FREE = (value, _) -> value;

    static final Shape FLAG = (value, place) -> flag(value, place);

    static final Shape TEXT = (value, place) -> text(value, place);

    static final Shape OBJECT = (value, place) -> object(value, place);

    static final Shape LIST = listOf(FREE);

    static final Shape TEXTS = listOf(TEXT);

    static final Shape ABSOLUTE_PATH =
            (value, place) -> {
                if (value instanceof String path && path.startsWith("/")) {
                    return path;
                }
                return wrong(value, "an absolute path", "Give a path that begins with '/'.", place);
            };

    private Shapes() {}

    /** A whole number in a range; both ends belong to it. */
    static Shape whole(long min, long max) {
        var range = max == Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
        return (value, place) -> {
            var number = wholeNumber(value);
            if (number == null || number < min || number > max) {
                var wanted = "a whole number " + range;
                return wrong(value, wanted, "Give " + wanted + ".", place);
            }
            return narrow(number);
        };
    }

    static Shape whole(long min) {
        return whole(min, Integer.MAX_VALUE);
    }

    /** Text that must be there and not be empty. */
    static Shape nonEmpty(String todo) {
        return (value, place) -> {
            if (value == null || value.equals("")) {
                place.fault(value == null ? "is missing." : "is empty.", todo);
                return null;
            }
            return TEXT.read(value, place);
        };
    }

    /** A finite number; 4.0 becomes 4. */
    static Shape real() {
        return (value, place) -> {
            if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                return narrowed(number.doubleValue());
            }
            return wrong(value, "a number", "Give a number such as 0.5 or 1e-3.", place);
        };
    }

    static Shape positive() {
        return above(0);
    }

    static Shape above(int least) {
        return real(number -> number > least, "greater than " + least);
    }

    static Shape atLeast(int least) {
        return real(number -> number >= least, "at least " + least);
    }

    static Shape between(double min, double max) {
        return real(
                number -> number >= min && number <= max,
                "from " + shown(narrowed(min)) + " to " + shown(narrowed(max)));
    }

    private static Shape real(DoublePredicate fits, String wanted) {
        var real = real();
        return (value, place) -> {
            var read = real.read(value, place);
            if (read instanceof Number number && !fits.test(number.doubleValue())) {
                return wrong(value, wanted, "Give a number " + wanted + ".", place);
            }
            return read;
        };
    }

    private static Object narrowed(double number) {
        var whole = wholeNumber(number);
        return whole == null ? number : narrow(whole);
    }

    static Shape oneOf(String... choices) {
        var known = List.of(choices);
        return (value, place) -> {
            if (value instanceof String text && known.contains(text)) {
                return text;
            }
            return wrong(
                    value, "known here", "Use one of: " + String.join(", ", known) + ".", place);
        };
    }

    static Shape listOf(Shape element) {
        return (value, place) -> {
            if (!(value instanceof List<?> list)) {
                return wrong(value, "a list", "Give a list: [a, b].", place);
            }
            var read = new ArrayList<@Nullable Object>();
            for (var item : list) {
                read.add(element.read(item, place.at(read.size())));
            }
            return read;
        };
    }

    /** Tells that a value is not what is wanted. */
    static @Nullable Object wrong(@Nullable Object value, String wanted, String todo, Place place) {
        place.fault("is " + shown(value) + ", which is not " + wanted + ".", todo);
        return null;
    }

    /** A value in words for people. */
    static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text when text.length() > SHOWN -> "'" + text.substring(0, SHOWN) + "…'";
            case String text -> "'" + text + "'";
            case Map<?, ?> _ -> "an object";
            case List<?> _ -> "a list";
            default -> value.toString();
        };
    }

    /** The value as a whole number; 1e2 and 100.0 are whole. */
    static @Nullable Long wholeNumber(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Long number -> number;
            case BigInteger number when number.bitLength() < Long.SIZE -> number.longValue();
            case Double number when Math.rint(number) == number && Math.abs(number) < 1e15 ->
                    number.longValue();
            case null, default -> null;
        };
    }

    private static Object narrow(long number) {
        if (number == (int) number) {
            return (int) number;
        }
        return number;
    }

    private static @Nullable Object flag(@Nullable Object value, Place place) {
        if (value instanceof Boolean) {
            return value;
        }
        var todo = "Write true or false; yes, no, on and off are plain text in YAML 1.2.";
        return wrong(value, "true or false", todo, place);
    }

    private static @Nullable Object text(@Nullable Object value, Place place) {
        if (value instanceof String) {
            return value;
        }
        return wrong(value, "text", "Put it in quotes.", place);
    }

    private static @Nullable Object object(@Nullable Object value, Place place) {
        if (value instanceof Map<?, ?>) {
            return value;
        }
        return wrong(value, "an object", "Give keys with values: {key: value}.", place);
    }
}
