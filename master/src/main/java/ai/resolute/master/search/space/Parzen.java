package ai.resolute.master.search.space;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Hyperparameters.Node;
import ai.resolute.master.search.SearchRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a point by two mixtures of kernels: one over the good points seen, one over the others.
 * Of some candidates drawn from the first, the one that is likeliest under it in proportion to the
 * second is taken.
 */
public final class Parzen {
    private static final int CANDIDATES = 24;
    private static final double GOOD = 0.1;
    private static final int MOST_GOOD = 25;

    private Parzen() {}

    /**
     * The point to try next.
     *
     * @param told the points seen, best first
     * @param running points of which nothing is known yet; the choice keeps away from them
     */
    public static Map<String, @Nullable Object> choose(
            Hyperparameters space,
            List<Map<String, @Nullable Object>> told,
            List<Map<String, @Nullable Object>> running,
            SearchRandom random) {
        var axes = new ArrayList<Axis>();
        collect(space.nodes(), List.of(), axes);
        var split = Math.min((int) Math.ceil(GOOD * told.size()), MOST_GOOD);
        var others = new ArrayList<>(told.subList(split, told.size()));
        others.addAll(running);
        var good = new Mixture(axes, coordinates(axes, told.subList(0, split)));
        var bad = new Mixture(axes, coordinates(axes, others));
        return point(space.nodes(), List.of(), axes, likeliest(good, bad, random));
    }

    private static double[] likeliest(Mixture good, Mixture bad, SearchRandom random) {
        var best = new double[0];
        var highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < CANDIDATES; i++) {
            var at = good.draw(random);
            var score = good.logDensity(at) - bad.logDensity(at);
            if (score > highest || best.length == 0) {
                best = at;
                highest = score;
            }
        }
        return best;
    }

    private static void collect(SortedMap<String, Node> nodes, List<String> path, List<Axis> axes) {
        nodes.forEach((name, node) -> {
            var here = new ArrayList<>(path);
            here.add(name);
            if (node instanceof Hyperparameters.Nested(var inner)) {
                collect(inner, here, axes);
            } else {
                axes.add(new Axis(here, node));
            }
        });
    }

    private static List<double[]> coordinates(
            List<Axis> axes, List<Map<String, @Nullable Object>> points) {
        return points.stream()
                .map(point -> axes.stream().mapToDouble(axis -> axis.coordinate(point)).toArray())
                .toList();
    }

    private static Map<String, @Nullable Object> point(
            SortedMap<String, Node> nodes, List<String> path, List<Axis> axes, double[] at) {
        var point = new LinkedHashMap<String, @Nullable Object>();
        nodes.forEach((name, node) -> {
            var here = new ArrayList<>(path);
            here.add(name);
            point.put(
                    name,
                    node instanceof Hyperparameters.Nested(var inner)
                            ? point(inner, here, axes, at)
                            : value(axes, here, at));
        });
        return point;
    }

    private static @Nullable Object value(List<Axis> axes, List<String> path, double[] at) {
        for (int i = 0; i < at.length; i++) {
            if (axes.get(i).path().equals(path)) {
                return axes.get(i).value(at[i]);
            }
        }
        throw new IllegalStateException("no axis for " + path);
    }
}
