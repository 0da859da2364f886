package ai.resolute.master.config.shape;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value may be: reading answers it in its normal form and tells its faults; the description
 * says the same to an editor.
 */
public interface Shape {
    @Nullable Object read(@Nullable Object value, Place place);

    /** The rules as a JSON Schema, as far as it can say them. */
    Map<String, Object> schema();

    /** Whether the key must be there. */
    default boolean isRequired() {
        return false;
    }

    /** How a shape reads. */
    @FunctionalInterface
    interface Reader {
        @Nullable Object read(@Nullable Object value, Place place);
    }

    /** A shape of its two halves. */
    static Shape of(Map<String, Object> schema, Reader reader) {
        return new Described(schema, reader, false);
    }

    /** This shape, or the fallback when nothing is said. */
    default Shape or(Object fallback) {
        return of(
                Schemas.withDefault(schema(), fallback),
                (value, place) -> value == null ? fallback : read(value, place));
    }

    /** As {@link #or}, for a fallback that differs from submission to submission. */
    default Shape orGiven(Object fallback) {
        return of(
                Schemas.nullable(schema()),
                (value, place) -> value == null ? fallback : read(value, place));
    }

    /** This shape, or null when nothing is said. */
    default Shape orNull() {
        return of(
                Schemas.nullable(schema()),
                (value, place) -> value == null ? null : read(value, place));
    }

    /** This shape; the key is left out of the tree when nothing is said. */
    default Shape ifSet() {
        return of(
                Schemas.nullable(schema()),
                (value, place) -> value == null ? Omitted.OMITTED : read(value, place));
    }

    /** This shape, which must be there. */
    default Shape required(String todo) {
        return new Described(
                schema(),
                (value, place) -> {
                    if (value == null) {
                        place.fault("is missing.", todo);
                        return null;
                    }
                    return read(value, place);
                },
                true);
    }

    /** Stands for a key that is left out. */
    enum Omitted {
        OMITTED
    }

    /** Two halves. */
    record Described(Map<String, Object> schema, Reader reader, boolean isRequired)
            implements Shape {
        @Override
        public @Nullable Object read(@Nullable Object value, Place place) {
            return reader.read(value, place);
        }
    }
}
