package ai.resolute.master.config.schema;

import org.jspecify.annotations.Nullable;

/** What a value may be. Reading answers it in its normal form and tells its faults. */
@FunctionalInterface
interface Shape {
    @Nullable Object read(@Nullable Object value, Place place);

    /** This shape, or the fallback when nothing is said. */
    default Shape or(Object fallback) {
        return (value, place) -> value == null ? fallback : read(value, place);
    }

    /** This shape, or null when nothing is said. */
    default Shape orNull() {
        return (value, place) -> value == null ? null : read(value, place);
    }

    /** This shape; the key is left out of the tree when nothing is said. */
    default Shape ifSet() {
        return (value, place) -> value == null ? Omitted.OMITTED : read(value, place);
    }

    /** This shape, which must be there. */
    default Shape required(String todo) {
        return (value, place) -> {
            if (value == null) {
                place.fault("is missing.", todo);
                return null;
            }
            return read(value, place);
        };
    }

    /** Stands for a key that is left out. */
    enum Omitted {
        OMITTED
    }
}
