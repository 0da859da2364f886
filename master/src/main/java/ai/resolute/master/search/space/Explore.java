package ai.resolute.master.search.space;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Hyperparameters.Node;
import ai.resolute.master.config.SearcherConfig.Exploration;
import ai.resolute.master.search.SearchRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Changes a point: each value is drawn anew, or moved up or down by a factor. */
public final class Explore {
    private final Exploration exploration;
    private final SearchRandom random;

    private Explore(Exploration exploration, SearchRandom random) {
        this.exploration = exploration;
        this.random = random;
    }

    /** A point near this one; names are visited in sorted order. */
    public static Map<String, @Nullable Object> from(
            Map<String, @Nullable Object> point,
            Hyperparameters space,
            Exploration exploration,
            SearchRandom random) {
        return new Explore(exploration, random).group(point, space.nodes());
    }

    private Map<String, @Nullable Object> group(Map<?, ?> point, SortedMap<String, Node> nodes) {
        var changed = new LinkedHashMap<String, @Nullable Object>();
        nodes.forEach((name, node) -> changed.put(name, value(point.get(name), node)));
        return changed;
    }

    private @Nullable Object value(@Nullable Object old, Node node) {
        if (node instanceof Hyperparameters.Nested(var nodes)) {
            return group(old instanceof Map<?, ?> map ? map : Map.of(), nodes);
        }
        if (random.unit() < exploration.resampleProbability()) {
            return Draw.value(node, random);
        }
        var down = random.unit() < 0.5;
        var factor = down ? 1 - exploration.perturbFactor() : 1 + exploration.perturbFactor();
        if (!(old instanceof Number number)) {
            return old;
        }
        var moved = number.doubleValue() * factor;
        return switch (node) {
            case Hyperparameters.IntRange(var min, var max, _) ->
                    (int) Math.clamp(down ? Math.floor(moved) : Math.ceil(moved), min, max);
            case Hyperparameters.DoubleRange(var min, var max, _) -> Math.clamp(moved, min, max);
            case Hyperparameters.LogRange(var base, var min, var max, _) ->
                    clamped(moved, Power.of(base, min), Power.of(base, max));
            case Hyperparameters.Constant _,
                    Hyperparameters.Categorical _,
                    Hyperparameters.Nested _ ->
                    old;
        };
    }

    /** With a base below 1 the ends are the other way round. */
    private static double clamped(double value, double one, double other) {
        return Math.clamp(value, Math.min(one, other), Math.max(one, other));
    }
}
