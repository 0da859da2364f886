package ai.resolute.master.config.shape;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A length of training: exactly one of batches, records or epochs; a plain number is batches. */
public record LengthShape(long min) implements Shape {
    private static final String TODO =
            "Give exactly one of {batches: n}, {records: n}, {epochs: n}.";

    @Override
    public @Nullable Object read(@Nullable Object value, Place place) {
        var given = value instanceof Number ? Map.of("batches", value) : value;
        if (!(given instanceof Map<?, ?> map)) {
            return Shapes.wrong(value, "a length", TODO, place);
        }
        var read =
                new LinkedHashMap<>((Map<?, ?>) Objects.requireNonNull(units().read(map, place)));
        if (map.size() != 1) {
            Shapes.wrong(map, "exactly one length", TODO, place);
        }
        return read;
    }

    private Fields units() {
        var count = Shapes.whole(min).ifSet();
        return new Fields().with("batches", count).with("records", count).with("epochs", count);
    }

    @Override
    public Map<String, Object> schema() {
        var one = new LinkedHashMap<>(units().schema());
        one.put("minProperties", 1);
        one.put("maxProperties", 1);
        return Map.of("anyOf", List.of(Shapes.whole(min).schema(), one));
    }
}
