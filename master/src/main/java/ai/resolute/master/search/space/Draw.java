package ai.resolute.master.search.space;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Hyperparameters.Node;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Draws a point of a hyperparameter space, name by name in sorted order. */
public final class Draw {
    private Draw() {}

    /** A new trial at a drawn point. */
    public static SearchAction.Create trial(Hyperparameters space, SearchRandom random) {
        var point = from(space, random);
        return new SearchAction.Create(random.requestId(), random.trialSeed(), point);
    }

    public static Map<String, @Nullable Object> from(Hyperparameters space, SearchRandom random) {
        return from(space.nodes(), random);
    }

    private static Map<String, @Nullable Object> from(
            SortedMap<String, Node> nodes, SearchRandom random) {
        var point = new LinkedHashMap<String, @Nullable Object>();
        nodes.forEach((name, node) -> point.put(name, value(node, random)));
        return point;
    }

    static @Nullable Object value(Node node, SearchRandom random) {
        return switch (node) {
            case Hyperparameters.Nested(var nodes) -> from(nodes, random);
            case Hyperparameters.Constant(var value) -> value;
            case Hyperparameters.Categorical(var values) ->
                    values.get((int) random.below(values.size()));
            case Hyperparameters.IntRange(var min, var max, _) ->
                    (int) (min + random.below((long) max - min + 1));
            case Hyperparameters.DoubleRange(var min, var max, _) -> between(min, max, random);
            case Hyperparameters.LogRange(var base, var min, var max, _) ->
                    Power.of(base, between(min, max, random));
        };
    }

    private static double between(double min, double max, SearchRandom random) {
        return min + (max - min) * random.unit();
    }
}
