package ai.resolute.api.wire;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes records from trees. Text is taken for numbers and booleans too, because query strings and
 * 64-bit numbers are text; names may be in camel case or snake case.
 */
final class MessageReader {
    private MessageReader() {}

    static <T> T read(@Nullable Object tree, Class<T> type) {
        var message = value(tree == null ? Map.of() : tree, type, "the body");
        if (message == null) {
            throw new IllegalStateException("no message for " + type);
        }
        return type.cast(message);
    }

    private static @Nullable Object value(@Nullable Object tree, Type type, String at) {
        var raw = Shape.raw(type);
        if (raw == Optional.class) {
            return tree == null
                    ? Optional.empty()
                    : Optional.ofNullable(value(tree, Shape.argument(type, 0), at));
        }
        if (tree == null) {
            return missing(raw);
        }
        if (raw.isRecord()) {
            return message(expect(tree, Map.class, at), raw, at);
        }
        if (raw == List.class) {
            return list(tree, Shape.argument(type, 0), at);
        }
        if (raw == Map.class) {
            return map(expect(tree, Map.class, at), Shape.argument(type, 1), at);
        }
        if (tree instanceof Content content && raw == Content.class) {
            return content;
        }
        return Scalars.read(raw == Object.class ? tree : alone(tree), raw, at);
    }

    /** The one value of a list of one: queries give each parameter as a list. */
    private static Object alone(Object tree) {
        if (!(tree instanceof List<?> list) || list.size() != 1) {
            return tree;
        }
        Object only = list.getFirst();
        return only == null ? tree : only;
    }

    private static Object message(Map<?, ?> tree, Class<?> type, String at) {
        var shape = Shape.of(type);
        var values = new @Nullable Object[shape.fields().size()];
        for (var i = 0; i < values.length; i++) {
            var field = shape.fields().get(i);
            var given = field.whole() ? tree : tree.get(field.name());
            values[i] =
                    value(
                            given == null ? tree.get(field.snake()) : given,
                            field.type(),
                            below(at, field.name()));
        }
        return shape.make(values);
    }

    private static List<@Nullable Object> list(Object tree, Type element, String at) {
        if (!(tree instanceof List<?> given)) {
            throw Scalars.wrong(tree, "a list", at);
        }
        var list = new ArrayList<@Nullable Object>(given.size());
        for (var part : given) {
            list.add(value(part, element, below(at, Integer.toString(list.size()))));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> tree, Type element, String at) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        tree.forEach((key, part) -> {
            var name = String.valueOf(key);
            map.put(name, value(part, element, below(at, name)));
        });
        return map;
    }

    private static @Nullable Object missing(Class<?> raw) {
        if (raw == String.class) {
            return "";
        }
        if (raw == List.class) {
            return List.of();
        }
        if (raw == Map.class) {
            return Map.of();
        }
        if (raw == byte[].class) {
            return new byte[0];
        }
        if (raw == Content.class) {
            return Content.of(new byte[0]);
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[0];
        }
        return Scalars.zero(raw);
    }

    private static <T> T expect(Object tree, Class<T> type, String at) {
        if (!type.isInstance(tree)) {
            throw Scalars.wrong(tree, "an object", at);
        }
        return type.cast(tree);
    }

    private static String below(String at, String name) {
        return at.equals("the body") ? name : at + "." + name;
    }

    /** Values without parts. */
    private static final class Scalars {
        static @Nullable Object zero(Class<?> raw) {
            if (raw == boolean.class) {
                return false;
            }
            if (raw == int.class) {
                return 0;
            }
            if (raw == long.class) {
                return 0L;
            }
            return raw == double.class ? (Object) 0.0 : null;
        }

        static Object read(Object tree, Class<?> raw, String at) {
            if (raw == Object.class) {
                return tree;
            }
            if (raw == boolean.class || raw == Boolean.class) {
                return truth(tree, at);
            }
            if (raw == int.class || raw == Integer.class) {
                return whole(tree, "a whole number", Integer.MIN_VALUE, Integer.MAX_VALUE, at)
                        .intValue();
            }
            if (raw == long.class || raw == Long.class) {
                return whole(tree, "a whole number", Long.MIN_VALUE, Long.MAX_VALUE, at);
            }
            if (raw == double.class || raw == Double.class) {
                return number(tree, at);
            }
            return worded(tree, raw, at);
        }

        private static Object worded(Object tree, Class<?> raw, String at) {
            if (!(tree instanceof String text)) {
                throw wrong(tree, "text", at);
            }
            if (raw.isEnum()) {
                return choice(text, raw, at);
            }
            if (raw == Instant.class) {
                return time(text, at);
            }
            if (raw == Content.class) {
                return Content.of(bytes(text, at));
            }
            return raw == byte[].class ? bytes(text, at) : text;
        }

        private static Object choice(String text, Class<?> raw, String at) {
            for (var constant : raw.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(text)) {
                    return constant;
                }
            }
            throw new MalformedMessage(
                    at + ": \"" + text + "\" is not a value of " + raw.getSimpleName());
        }

        private static Instant time(String text, String at) {
            try {
                return Times.parse(text);
            } catch (MalformedMessage fault) {
                throw new MalformedMessage(at + ": " + fault.getMessage(), fault);
            }
        }

        private static byte[] bytes(String text, String at) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException fault) {
                throw new MalformedMessage(at + ": not base64: " + fault.getMessage(), fault);
            }
        }

        private static Boolean truth(Object tree, String at) {
            return switch (tree) {
                case Boolean known -> known;
                case String text when text.equals("true") -> true;
                case String text when text.equals("false") -> false;
                default -> throw wrong(tree, "true or false", at);
            };
        }

        private static Double number(Object tree, String at) {
            return switch (tree) {
                case Number known -> known.doubleValue();
                case String text when text.equals("Nan") -> Double.NaN;
                case String text -> parsed(text, at);
                default -> throw wrong(tree, "a number", at);
            };
        }

        private static Double parsed(String text, String at) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException fault) {
                throw wrong(text, "a number", at);
            }
        }

        private static Long whole(Object tree, String what, long least, long most, String at) {
            try {
                long value =
                        switch (tree) {
                            case Long known -> known;
                            case Double known when known == Math.rint(known) -> known.longValue();
                            case String text -> Long.parseLong(text);
                            default -> throw wrong(tree, what, at);
                        };
                if (value < least || value > most) {
                    throw wrong(tree, what + " of 32 bits", at);
                }
                return value;
            } catch (NumberFormatException fault) {
                throw wrong(tree, what, at);
            }
        }

        static MalformedMessage wrong(Object tree, String wanted, String at) {
            var got =
                    switch (tree) {
                        case Map<?, ?> _ -> "an object";
                        case List<?> _ -> "a list";
                        case String text when text.length() > 60 ->
                                "\"" + text.substring(0, 60) + "…\"";
                        case String text -> "\"" + text + "\"";
                        default -> tree.toString();
                    };
            return new MalformedMessage(at + ": expected " + wanted + ", got " + got);
        }
    }
}
