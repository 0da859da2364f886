package ai.resolute.master.config.shape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pieces of JSON Schema. */
public final class Schemas {
    private static final String TYPE = "type";
    private static final String ENUM = "enum";

    private Schemas() {}

    public static Map<String, Object> type(String type) {
        return Map.of(TYPE, type);
    }

    /** Keys and values in turn, in their order; a null value leaves its key out. */
    public static Map<String, Object> of(@Nullable Object... pairs) {
        var schema = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            var value = pairs[i + 1];
            if (value != null) {
                schema.put(String.valueOf(pairs[i]), value);
            }
        }
        return schema;
    }

    /** One or the other. */
    public static Map<String, Object> any(Map<String, Object> one, Map<String, Object> other) {
        return any(List.of(one, other));
    }

    /** One of these. */
    public static Map<String, Object> any(List<Map<String, Object>> choices) {
        return Map.of("anyOf", choices);
    }

    /** The schema, or null, which says nothing. */
    public static Map<String, Object> nullable(Map<String, Object> schema) {
        var copy = new LinkedHashMap<>(schema);
        if (schema.get(ENUM) instanceof List<?> words) {
            copy.put(ENUM, withNull(words, null));
        } else if (schema.get(TYPE) instanceof String type) {
            copy.put(TYPE, List.of(type, "null"));
        } else if (schema.get("anyOf") instanceof List<?> choices) {
            copy.put("anyOf", withNull(choices, type("null")));
        } else if (schema.get("$ref") != null) {
            return any(schema, type("null"));
        }
        return copy;
    }

    private static List<@Nullable Object> withNull(List<?> words, @Nullable Object nothing) {
        var more = new ArrayList<@Nullable Object>(words);
        if (!more.contains(nothing)) {
            more.add(nothing);
        }
        return more;
    }

    static Map<String, Object> withDefault(Map<String, Object> schema, Object fallback) {
        var copy = new LinkedHashMap<>(nullable(schema));
        copy.put("default", fallback);
        return copy;
    }

    /** The same in an order of its own, so that its text does not change from run to run. */
    public static Map<String, Object> sorted(Map<?, ?> schema) {
        var sorted = new TreeMap<String, Object>();
        schema.forEach((key, value) -> sorted.put(String.valueOf(key), inner(value)));
        return sorted;
    }

    private static Object inner(Object value) {
        return switch (value) {
            case Map<?, ?> map -> sorted(map);
            case List<?> list -> {
                var items = new ArrayList<@Nullable Object>();
                list.forEach(item -> items.add(item == null ? null : inner(item)));
                yield items;
            }
            default -> value;
        };
    }

    /** An old way to say it. */
    public static Map<String, Object> deprecated(Map<String, Object> schema, String now) {
        var copy = new LinkedHashMap<>(nullable(schema));
        copy.put("deprecated", true);
        copy.put("description", now);
        return copy;
    }
}
