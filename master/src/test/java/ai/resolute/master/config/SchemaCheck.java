package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/** Checks values as an editor does that knows a JSON Schema, with the words that ours use. */
final class SchemaCheck {
    static final SchemaCheck OF_EXPERIMENTS = new SchemaCheck(ExperimentConfigs.schema().root());

    /** They say nothing about what is allowed. */
    private static final Set<String> SILENT =
            Set.of("$schema", "title", "$defs", "default", "deprecated", "description", "then");

    private final Map<?, ?> root;

    SchemaCheck(Map<?, ?> root) {
        this.root = root;
    }

    boolean fits(Object value) {
        return fits(value, root);
    }

    private boolean fits(Object value, Map<?, ?> schema) {
        return schema.keySet().stream()
                .map(String.class::cast)
                .filter(word -> !SILENT.contains(word))
                .allMatch(word -> fits(value, schema, word));
    }

    private boolean fits(Object value, Map<?, ?> schema, String word) {
        var rule = schema.get(word);
        return switch (word) {
            case "type" ->
                    rule instanceof List<?> types
                            ? types.stream().anyMatch(type -> isOf(value, (String) type))
                            : isOf(value, (String) rule);
            case "enum" -> ((List<?>) rule).contains(value);
            case "const" -> Objects.equals(rule, value);
            case "minimum" -> compares(value, rule, (found, limit) -> found >= limit);
            case "maximum" -> compares(value, rule, (found, limit) -> found <= limit);
            case "exclusiveMinimum" -> compares(value, rule, (found, limit) -> found > limit);
            case "minLength" -> !(value instanceof String text) || text.length() >= (int) rule;
            case "pattern" ->
                    !(value instanceof String text)
                            || Pattern.compile((String) rule).matcher(text).find();
            case "items" ->
                    !(value instanceof List<?> items)
                            || items.stream().allMatch(item -> fits(item, (Map<?, ?>) rule));
            case "properties",
                    "additionalProperties",
                    "required",
                    "minProperties",
                    "maxProperties" ->
                    !(value instanceof Map<?, ?> map) || fitsObject(map, schema, word);
            case "anyOf" ->
                    ((List<?>) rule).stream().anyMatch(each -> fits(value, (Map<?, ?>) each));
            case "allOf" ->
                    ((List<?>) rule).stream().allMatch(each -> fits(value, (Map<?, ?>) each));
            case "if" ->
                    !fits(value, (Map<?, ?>) rule) || fits(value, (Map<?, ?>) schema.get("then"));
            case "$ref" -> fits(value, (Map<?, ?>) at((String) rule));
            default -> throw new IllegalStateException("unknown here: " + word);
        };
    }

    private boolean fitsObject(Map<?, ?> map, Map<?, ?> schema, String word) {
        var rule = schema.get(word);
        var known =
                schema.get("properties") instanceof Map<?, ?> properties ? properties : Map.of();
        return switch (word) {
            case "properties" ->
                    map.entrySet().stream()
                            .filter(entry -> known.containsKey(entry.getKey()))
                            .allMatch(entry ->
                                    fits(entry.getValue(), (Map<?, ?>) known.get(entry.getKey())));
            case "additionalProperties" ->
                    map.entrySet().stream()
                            .filter(entry -> !known.containsKey(entry.getKey()))
                            .allMatch(entry ->
                                    rule instanceof Map<?, ?> inner
                                            && fits(entry.getValue(), inner));
            case "required" -> map.keySet().containsAll((List<?>) rule);
            case "minProperties" -> map.size() >= (int) rule;
            default -> map.size() <= (int) rule;
        };
    }

    private Object at(String reference) {
        assertThat(reference).startsWith("#/$defs/");
        return ((Map<?, ?>) root.get("$defs")).get(reference.substring("#/$defs/".length()));
    }

    private static boolean compares(Object value, Object limit, BiPredicate<Double, Double> rule) {
        return !(value instanceof Number number)
                || rule.test(number.doubleValue(), ((Number) limit).doubleValue());
    }

    private static boolean isOf(Object value, String type) {
        return switch (type) {
            case "null" -> value == null;
            case "boolean" -> value instanceof Boolean;
            case "string" -> value instanceof String;
            case "number" -> value instanceof Number;
            case "integer" ->
                    value instanceof Number number
                            && Math.rint(number.doubleValue()) == number.doubleValue();
            case "array" -> value instanceof List;
            case "object" -> value instanceof Map;
            default -> throw new IllegalStateException("unknown type: " + type);
        };
    }
}
