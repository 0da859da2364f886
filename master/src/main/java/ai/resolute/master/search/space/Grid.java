package ai.resolute.master.search.space;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Hyperparameters.Node;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All points of a hyperparameter space, where the last name in sorted order varies fastest. A point
 * is computed when it is asked for.
 */
public final class Grid extends AbstractList<Map<String, @Nullable Object>> {
    private final List<Axis> axes = new ArrayList<>();

    private record Axis(String name, List<?> values) {}

    private Grid(SortedMap<String, Node> nodes) {
        nodes.forEach((name, node) -> axes.add(new Axis(name, values(node))));
    }

    /** The grid over a space whose ranges have counts. */
    public static Grid of(Hyperparameters space) {
        return new Grid(space.nodes());
    }

    @Override
    public int size() {
        return axes.stream().mapToInt(axis -> axis.values.size()).reduce(1, Math::multiplyExact);
    }

    @Override
    public Map<String, @Nullable Object> get(int index) {
        var rest = index;
        var indexes = new int[axes.size()];
        for (int i = axes.size() - 1; i >= 0; i--) {
            var count = axes.get(i).values.size();
            indexes[i] = rest % count;
            rest /= count;
        }
        var point = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < indexes.length; i++) {
            point.put(axes.get(i).name, axes.get(i).values.get(indexes[i]));
        }
        return point;
    }

    private static List<?> values(Node node) {
        return switch (node) {
            case Hyperparameters.Nested(var nodes) -> new Grid(nodes);
            case Hyperparameters.Constant constant -> constant.asList();
            case Hyperparameters.Categorical(var values) -> values;
            case Hyperparameters.IntRange range -> whole(range);
            case Hyperparameters.DoubleRange(var min, var max, var count) ->
                    spread(min, max, count.orElseThrow(), value -> value);
            case Hyperparameters.LogRange(var base, var min, var max, var count) ->
                    spread(min, max, count.orElseThrow(), exponent -> Power.of(base, exponent));
        };
    }

    private static List<?> whole(Hyperparameters.IntRange range) {
        var there = (long) range.max() - range.min() + 1;
        var count = (int) Math.min(range.count().orElseThrow(), there);
        return spread(range.min(), range.max(), count, Grid::round);
    }

    private static List<?> spread(double min, double max, int count, DoubleFunction<?> value) {
        if (count == 1) {
            return List.of(value.apply((min + max) / 2));
        }
        return IntStream.range(0, count)
                .mapToObj(i -> value.apply(min + i * (max - min) / (count - 1)))
                .toList();
    }

    /** Halves are rounded away from zero. */
    private static int round(double value) {
        return (int) (Math.signum(value) * Math.floor(Math.abs(value) + 0.5));
    }
}
