package ai.resolute.master.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The hyperparameter space: a tree of names, which draws visit in the order of their bytes. */
public record Hyperparameters(SortedMap<String, Node> nodes) {
    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));

    public Hyperparameters {
        nodes = sorted(nodes);
    }

    /** Whether there is only one point. */
    public boolean isConstant() {
        return isConstant(nodes.values());
    }

    /** How many points a grid over the space has; a range without a count has one. */
    public long points() {
        return points(nodes.values());
    }

    private static long points(Iterable<Node> nodes) {
        var points = 1L;
        for (var node : nodes) {
            var here =
                    switch (node) {
                        case Nested(var inner) -> points(inner.values());
                        case Constant _ -> 1;
                        case Categorical(var values) -> values.size();
                        case IntRange range ->
                                Math.min(range.count.orElse(1), (long) range.max - range.min + 1);
                        case DoubleRange range -> range.count.orElse(1);
                        case LogRange range -> range.count.orElse(1);
                    };
            points = Math.min(points * here, Integer.MAX_VALUE);
        }
        return points;
    }

    private static boolean isConstant(Iterable<Node> nodes) {
        for (var node : nodes) {
            var constant =
                    switch (node) {
                        case Nested(var inner) -> isConstant(inner.values());
                        case Constant _ -> true;
                        case Categorical(var values) -> values.size() == 1;
                        case IntRange _, DoubleRange _, LogRange _ -> false;
                    };
            if (!constant) {
                return false;
            }
        }
        return true;
    }

    private static SortedMap<String, Node> sorted(Map<String, Node> nodes) {
        var sorted = new TreeMap<String, Node>(BY_BYTES);
        sorted.putAll(nodes);
        return Collections.unmodifiableSortedMap(sorted);
    }

    /** One name of the space. */
    public sealed interface Node {}

    /** A group of names. */
    public record Nested(SortedMap<String, Node> nodes) implements Node {
        public Nested {
            nodes = sorted(nodes);
        }
    }

    /** Always the same JSON value. */
    public record Constant(@Nullable Object value) implements Node {
        /** The one value. */
        public List<@Nullable Object> asList() {
            return Collections.singletonList(value);
        }
    }

    /** One of these JSON values. */
    public record Categorical(List<@Nullable Object> values) implements Node {
        public Categorical {
            values = Collections.unmodifiableList(new ArrayList<>(values));
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
