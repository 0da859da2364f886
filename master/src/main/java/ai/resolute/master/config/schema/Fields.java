package ai.resolute.master.config.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object with known keys, each of a shape. Nothing said means no key given. */
final class Fields implements Shape {
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    Fields with(String key, Shape shape) {
        shapes.put(key, shape);
        return this;
    }

    Fields with(Fields others) {
        shapes.putAll(others.shapes);
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
                        .or(() -> Nearest.home(key).map(home -> "It belongs under '" + home + "'."))
                        .orElse(
                                "Remove it; known here: "
                                        + String.join(", ", shapes.keySet())
                                        + ".");
        place.at(key).fault("is not a known key.", todo);
    }
}
