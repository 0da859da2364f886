package ai.resolute.master.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Metric values in one form: numbers are finite, the others are the strings that JSON has for them.
 */
final class JsonValues {
    private JsonValues() {}

    static Map<String, Object> normal(Map<String, ? extends @Nullable Object> values) {
        var normal = new LinkedHashMap<String, Object>();
        for (var value : values.entrySet()) {
            if (value.getValue() != null) {
                normal.put(value.getKey(), normal(value.getValue()));
            }
        }
        return normal;
    }

    static List<Map<String, Object>> normal(List<Map<String, Object>> batches) {
        var normal = new ArrayList<Map<String, Object>>(batches.size());
        for (var batch : batches) {
            normal.add(normal(batch));
        }
        return normal;
    }

    /** Whether two normal values are the same, whatever types their numbers have. */
    static boolean same(@Nullable Object one, @Nullable Object other) {
        return switch (one) {
            case Number a when other instanceof Number b ->
                    Double.compare(a.doubleValue(), b.doubleValue()) == 0;
            case Map<?, ?> a when other instanceof Map<?, ?> b ->
                    a.keySet().equals(b.keySet())
                            && a.keySet().stream().allMatch(key -> same(a.get(key), b.get(key)));
            case List<?> a when other instanceof List<?> b -> {
                var equal = a.size() == b.size();
                for (var i = 0; equal && i < a.size(); i++) {
                    equal = same(a.get(i), b.get(i));
                }
                yield equal;
            }
            case null, default -> Objects.equals(one, other);
        };
    }

    /** The number that a normal value stands for. */
    static OptionalDouble number(@Nullable Object value) {
        return switch (value) {
            case Number number -> OptionalDouble.of(number.doubleValue());
            case String text -> numberOf(text);
            case null, default -> OptionalDouble.empty();
        };
    }

    private static OptionalDouble numberOf(String text) {
        return switch (text) {
            case "NaN", "Nan" -> OptionalDouble.of(Double.NaN);
            case "Infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-Infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            default -> OptionalDouble.empty();
        };
    }

    private static Object normal(Object value) {
        return switch (value) {
            case Double number when !Double.isFinite(number) -> number.toString();
            case Float number when !Float.isFinite(number) -> number.toString();
            case String text when text.equals("Nan") -> "NaN";
            case Map<?, ?> map -> normalMap(map);
            case List<?> list -> list.stream().map(JsonValues::normalOrNull).toList();
            default -> value;
        };
    }

    private static @Nullable Object normalOrNull(@Nullable Object value) {
        return value == null ? null : normal(value);
    }

    private static Map<String, @Nullable Object> normalMap(Map<?, ?> map) {
        var normal = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> normal.put(String.valueOf(key), normalOrNull(value)));
        return normal;
    }
}
