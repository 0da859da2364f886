package ai.resolute.master.config.shape;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The plain shapes. */
public final class Shapes {
    private static final int SHOWN = 40;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A JSON value that is passed on as it is. */
    public static final Shape FREE = Shape.of(Map.of(), (value, _) -> value);

    public static final Shape FLAG = Shape.of(Schemas.type("boolean"), Shapes::flag);

    public static final Shape TEXT = Shape.of(Schemas.type("string"), Shapes::text);

    public static final Shape OBJECT = Shape.of(Schemas.type("object"), Shapes::object);

    public static final Shape LIST = listOf(FREE);

    public static final Shape TEXTS = listOf(TEXT);

    public static final Shape ABSOLUTE_PATH =
            matching("/[^\\x00]*$", "an absolute path", "Give a path that begins with '/'.");

    /** A path as files may have it. */
    public static final Shape PATH =
            matching("[^\\x00]*$", "a path", "Give a path such as runs/a.");

    private Shapes() {}

    /** A whole number in a range; both ends belong to it. */
    public static Shape whole(long min, long max) {
        var open = max == Integer.MAX_VALUE;
        var range =
                !open
                        ? "from " + min + " to " + max
                        : min == Integer.MIN_VALUE ? "of 32 bits" : "of at least " + min;
        return Shape.of(
                Schemas.of("type", "integer", "minimum", min, "maximum", open ? null : max),
                (value, place) -> {
                    var number = wholeNumber(value);
                    if (number == null || number < min || number > max) {
                        var wanted = "a whole number " + range;
                        return wrong(value, wanted, "Give " + wanted + ".", place);
                    }
                    return narrow(number);
                });
    }

    public static Shape whole(long min) {
        return whole(min, Integer.MAX_VALUE);
    }

    /** Text that must be there and not be empty. */
    public static Shape nonEmpty(String todo) {
        return new Shape.Described(
                Schemas.of("type", "string", "minLength", 1),
                (value, place) -> {
                    if (value == null || value.equals("")) {
                        place.fault(value == null ? "is missing." : "is empty.", todo);
                        return null;
                    }
                    return TEXT.read(value, place);
                },
                true);
    }

    /** A regular expression that must be there. */
    public static Shape regex(String todo) {
        var text = nonEmpty(todo);
        return new Shape.Described(
                text.schema(),
                (value, place) -> {
                    if (value instanceof String pattern) {
                        try {
                            Pattern.compile(pattern);
                        } catch (PatternSyntaxException bad) {
                            var why = bad.getDescription() + " near index " + bad.getIndex();
                            place.fault(
                                    "is '%s', which is no regular expression: %s."
                                            .formatted(pattern, why),
                                    todo);
                            return null;
                        }
                    }
                    return text.read(value, place);
                },
                true);
    }

    /** Text of a form. */
    public static Shape matching(String form, String wanted, String todo) {
        var pattern = Pattern.compile(form, Pattern.DOTALL);
        return Shape.of(
                Schemas.of("type", "string", "pattern", "^" + form),
                (value, place) ->
                        value instanceof String text && pattern.matcher(text).matches()
                                ? text
                                : wrong(value, wanted, todo, place));
    }

    /** A finite number; 4.0 becomes 4. */
    public static Shape real() {
        return Shape.of(
                Schemas.type("number"),
                (value, place) -> {
                    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
                        return narrowed(number.doubleValue());
                    }
                    return wrong(value, "a number", "Give a number such as 0.5 or 1e-3.", place);
                });
    }

    public static Shape positive() {
        return above(0);
    }

    public static Shape above(int least) {
        return real("exclusiveMinimum", least, "greater than " + least, Double.POSITIVE_INFINITY);
    }

    public static Shape atLeast(int least) {
        return real("minimum", least, "of at least " + least, Double.POSITIVE_INFINITY);
    }

    public static Shape between(double min, double max) {
        return real("minimum", min, "from " + narrowed(min) + " to " + narrowed(max), max);
    }

    private static Shape real(String rule, double min, String wanted, double max) {
        var plain = real();
        var excludes = rule.startsWith("exclusive");
        return Shape.of(
                Schemas.of(
                        "type",
                        "number",
                        rule,
                        narrowed(min),
                        "maximum",
                        Double.isFinite(max) ? narrowed(max) : null),
                (value, place) -> {
                    var read = plain.read(value, place);
                    if (read instanceof Number real) {
                        var found = real.doubleValue();
                        if (found < min || found > max || (excludes && found == min)) {
                            var number = "a number " + wanted;
                            return wrong(value, number, "Give " + number + ".", place);
                        }
                    }
                    return read;
                });
    }

    public static Shape oneOf(String... choices) {
        var known = List.of(choices);
        return Shape.of(
                Map.of("enum", known),
                (value, place) -> {
                    if (value instanceof String text && known.contains(text)) {
                        return text;
                    }
                    var todo = "Use one of: " + String.join(", ", known) + ".";
                    return wrong(value, "known here", todo, place);
                });
    }

    public static Shape listOf(Shape element) {
        return Shape.of(
                Schemas.of("type", "array", "items", element.schema()),
                (value, place) -> {
                    if (!(value instanceof List<?> list)) {
                        return wrong(value, "a list", "Give a list: [a, b].", place);
                    }
                    var read = new ArrayList<@Nullable Object>();
                    for (var item : list) {
                        read.add(element.read(item, place.at(read.size())));
                    }
                    return read;
                });
    }

    /** Names of the user's own, each with a value of a shape. */
    public static Shape mapOf(Shape element) {
        return Shape.of(
                Schemas.of("type", "object", "additionalProperties", element.schema()),
                (value, place) -> {
                    if (!(value instanceof Map<?, ?> map)) {
                        return OBJECT.read(value, place);
                    }
                    var read = new LinkedHashMap<String, @Nullable Object>();
                    map.forEach((key, item) -> {
                        var name = String.valueOf(key);
                        read.put(name, element.read(item, place.at(name)));
                    });
                    return read;
                });
    }

    /** Tells that a value is not what is wanted. */
    public static @Nullable Object wrong(
            @Nullable Object value, String wanted, String todo, Place place) {
        place.fault("is " + shown(value) + ", which is not " + wanted + ".", todo);
        return null;
    }

    /** A value in words for people. */
    public static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> "'" + shortened(text) + "'";
            case Map<?, ?> _, List<?> _ -> shortened(JSON.writeValueAsString(value));
            default -> value.toString();
        };
    }

    private static String shortened(String text) {
        var shown = text.length() > SHOWN ? whole(text.substring(0, SHOWN)) + "…" : text;
        return CONTROL.matcher(shown)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                "\\x%02x".formatted((int) found.group().charAt(0))));
    }

    /** Without half of a character at its end. */
    private static String whole(String start) {
        var last = start.length() - 1;
        return Character.isHighSurrogate(start.charAt(last)) ? start.substring(0, last) : start;
    }

    /** The value as a whole number; 1e2 and 100.0 are whole. */
    public static @Nullable Long wholeNumber(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Long number -> number;
            case BigInteger number when number.bitLength() < Long.SIZE -> number.longValue();
            case Double number when Math.rint(number) == number && Math.abs(number) < 1e15 ->
                    number.longValue();
            case null, default -> null;
        };
    }

    private static Object narrowed(double number) {
        var whole = wholeNumber(number);
        return whole == null ? number : narrow(whole);
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
