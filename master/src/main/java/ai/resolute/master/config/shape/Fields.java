package ai.resolute.master.config.shape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An object with known keys, each of a shape. Nothing said means no key given. */
public final class Fields implements Shape {
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> older = new LinkedHashMap<>();

    public Fields with(String key, Shape shape) {
        shapes.put(key, shape);
        return this;
    }

    public Fields with(Fields others) {
        shapes.putAll(others.shapes);
        older.putAll(others.older);
        return this;
    }

    /** An old key, which was rewritten before this reads; only the schema knows it. */
    public Fields older(String key, Map<String, Object> schema, String now) {
        older.put(key, Schemas.deprecated(schema, now));
        return this;
    }

    @Override
    public @Nullable Object read(@Nullable Object value, Place place) {
        if (value == null) {
            return readKeys(Map.of(), place);
        }
        return value instanceof Map<?, ?> given
                ? readKeys(given, place)
                : Shapes.OBJECT.read(value, place);
    }

    /** The keys that were read. */
    public Map<?, ?> readMap(Map<?, ?> given, Place place) {
        return (Map<?, ?>) Objects.requireNonNull(read(given, place));
    }

    @Override
    public Map<String, Object> schema() {
        var properties = new LinkedHashMap<String, Object>();
        shapes.forEach((key, shape) -> properties.put(key, shape.schema()));
        properties.putAll(older);
        var required =
                shapes.entrySet().stream()
                        .filter(entry -> entry.getValue().isRequired())
                        .map(Map.Entry::getKey)
                        .filter(key -> !replaced(key))
                        .toList();
        return Schemas.of(
                "type",
                required.isEmpty() ? List.of("object", "null") : "object",
                "properties",
                properties,
                "required",
                required.isEmpty() ? null : required,
                "additionalProperties",
                false);
    }

    /** Whether an older key may stand in its place. */
    private boolean replaced(String key) {
        return older.values().stream()
                .anyMatch(schema -> String.valueOf(schema.get("description")).contains(key));
    }

    private Map<String, @Nullable Object> readKeys(Map<?, ?> given, Place place) {
        given.keySet().forEach(key -> checkKnown(key.toString(), place));
        var read = new LinkedHashMap<String, @Nullable Object>();
        shapes.forEach((key, shape) -> {
            var found = shape.read(given.get(key), place.at(key));
            if (found != Omitted.OMITTED) {
                read.put(key, found);
            }
        });
        return read;
    }

    private void checkKnown(String key, Place place) {
        if (shapes.containsKey(key)) {
            return;
        }
        var todo =
                Nearest.to(key, shapes.keySet())
                        .map(near -> "Did you mean '" + near + "'?")
                        .or(() ->
                                Nearest.home(key)
                                        .filter(home -> !home.equals(place.path()))
                                        .map(home -> "It belongs under '" + home + "'."))
                        .orElse(
                                "Remove it; known here: "
                                        + String.join(", ", shapes.keySet())
                                        + ".");
        place.at(key).fault("is not a known key.", todo);
    }
}
