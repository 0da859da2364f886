package ai.resolute.master.config;

import java.util.Collections;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The hyperparameter space: a tree of names, which draws visit in sorted order. */
public record Hyperparameters(SortedMap<String, Node> nodes) {
    public Hyperparameters {
        nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    }

    /** One name of the space. */
    public sealed interface Node {}

    /** A group of names. */
    public record Nested(SortedMap<String, Node> nodes) implements Node {
        public Nested {
            nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
        }
    }

    /** Always the same JSON value. */
    public record Constant(@Nullable Object value) implements Node {}

    /** One of these JSON values. */
    public record Categorical(java.util.List<@Nullable Object> values) implements Node {
        public Categorical {
            values = Collections.unmodifiableList(new java.util.ArrayList<>(values));
        }
    }

    /** A whole number; both ends belong to the range. */
    public record IntRange(int min, int max, OptionalInt count) implements Node {}

    /** A real number. */
    public record DoubleRange(double min, double max, OptionalInt count) implements Node {}

    /** {@code base} to a real exponent. */
    public record LogRange(double base, double min, double max, OptionalInt count)
            implements Node {}
}
