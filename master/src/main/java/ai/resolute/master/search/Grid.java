package ai.resolute.master.search;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Hyperparameters.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All points of a hyperparameter space, where the last name in sorted order varies fastest. */
final class Grid {
    private Grid() {}

    static List<Map<String, @Nullable Object>> of(Hyperparameters space) {
        return points(space.nodes());
    }

    private static List<Map<String, @Nullable Object>> points(SortedMap<String, Node> nodes) {
        List<Map<String, @Nullable Object>> points = List.of(Map.of());
        for (var axis : nodes.entrySet()) {
            points = times(points, axis.getKey(), values(axis.getValue()));
        }
        return points;
    }

    private static List<Map<String, @Nullable Object>> times(
            List<Map<String, @Nullable Object>> points, String name, List<?> values) {
        var product = new ArrayList<Map<String, @Nullable Object>>();
        for (var point : points) {
            for (var value : values) {
                var longer = new LinkedHashMap<String, @Nullable Object>(point);
                longer.put(name, value);
                product.add(longer);
            }
        }
        return product;
    }

    private static List<?> values(Node node) {
        return switch (node) {
            case Hyperparameters.Nested(var nodes) -> points(nodes);
            case Hyperparameters.Constant constant -> constant.asList();
            case Hyperparameters.Categorical(var values) -> values;
            case Hyperparameters.IntRange range -> whole(range);
            case Hyperparameters.DoubleRange(var min, var max, var count) ->
                    spread(min, max, count.orElseThrow(), value -> value);
            case Hyperparameters.LogRange(var base, var min, var max, var count) ->
                    spread(min, max, count.orElseThrow(), exponent -> Math.pow(base, exponent));
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
