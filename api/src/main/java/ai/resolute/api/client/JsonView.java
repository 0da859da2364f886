package ai.resolute.api.client;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read leniently: what is absent, null or of another type is empty. Types are told
 * apart by instanceof, not by switch: the first switch over types costs a command line a tenth of a
 * second.
 */
public record JsonView(Map<String, @Nullable Object> fields) {
    public static final JsonView EMPTY = new JsonView(Map.of());

    @SuppressWarnings("unchecked")
    public static JsonView ofTree(@Nullable Object value) {
        return value instanceof Map<?, ?> map
                ? new JsonView((Map<String, @Nullable Object>) map)
                : EMPTY;
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    /** The text of a member, "" when there is none. */
    public String text(String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    public Optional<String> findText(String name) {
        return Optional.of(text(name)).filter(text -> !text.isEmpty());
    }

    /** A number, also when it travels as a string ("12", "NaN"). */
    public Optional<Double> number(String name) {
        var value = fields.get(name);
        if (value instanceof Number number) {
            return Optional.of(number.doubleValue());
        }
        return value instanceof String text ? parse(text) : Optional.empty();
    }

    public long whole(String name) {
        return fields.get(name) instanceof Long whole
                ? whole
                : number(name).map(Double::longValue).orElse(0L);
    }

    public boolean flag(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    /** A member object, empty when there is none. */
    public JsonView view(String name) {
        return ofTree(fields.get(name));
    }

    public List<JsonView> views(String name) {
        return list(name).stream().map(JsonView::ofTree).toList();
    }

    public List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    public Optional<Instant> time(String name) {
        return findText(name).flatMap(JsonView::instant);
    }

    private List<?> list(String name) {
        return fields.get(name) instanceof List<?> list ? list : List.of();
    }

    private static Optional<Double> parse(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException notOne) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(
                    text.endsWith("Z")
                            ? Instant.parse(text)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notOne) {
            return Optional.empty();
        }
    }
}
