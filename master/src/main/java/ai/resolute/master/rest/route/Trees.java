package ai.resolute.master.rest.route;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Untyped JSON objects. */
public final class Trees {
    private Trees() {}

    public static Map<String, @Nullable Object> named(Map<?, ?> map) {
        var named = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> named.put(String.valueOf(key), value));
        return named;
    }

    /** Without the members that are null, which the domain's maps of JSON values do not hold. */
    public static Map<String, Object> present(Map<String, ? extends @Nullable Object> map) {
        var present = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> {
            if (value != null) {
                present.put(key, value);
            }
        });
        return present;
    }

    /** Numbers that are not finite come as text, and are numbers from here on. */
    public static Map<String, Object> numbers(Map<String, ? extends @Nullable Object> values) {
        var numbers = new LinkedHashMap<String, Object>();
        present(values).forEach((name, value) -> numbers.put(name, number(value)));
        return numbers;
    }

    private static Object number(Object value) {
        return value instanceof String text
                ? switch (text) {
                    case "NaN", "Nan" -> (Object) Double.NaN;
                    case "Infinity" -> (Object) Double.POSITIVE_INFINITY;
                    case "-Infinity" -> (Object) Double.NEGATIVE_INFINITY;
                    default -> value;
                }
                : value;
    }
}
