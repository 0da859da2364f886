package ai.resolute.master.metrics;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes a series short enough to draw. The points are cut into equal buckets, and of each bucket
 * its lowest, highest and last point stay, so that no spike is lost; NaN counts as the highest.
 */
final class Thinning {
    private static final int KEPT = 3;

    private Thinning() {}

    /** At most {@code most} of the points, in their order; {@code most} is at least 3. */
    static List<Point> thin(List<Point> points, int most) {
        if (points.size() <= most) {
            return List.copyOf(points);
        }
        var buckets = Math.max(1, most / KEPT);
        var kept = new ArrayList<Point>();
        for (var bucket = 0; bucket < buckets; bucket++) {
            var from = (int) ((long) points.size() * bucket / buckets);
            var to = (int) ((long) points.size() * (bucket + 1) / buckets);
            kept.addAll(extremes(points, from, to));
        }
        return kept;
    }

    private static List<Point> extremes(List<Point> points, int from, int to) {
        var lowest = from;
        var highest = from;
        for (var i = from + 1; i < to; i++) {
            var value = points.get(i).value();
            lowest = Double.compare(value, points.get(lowest).value()) < 0 ? i : lowest;
            highest = Double.compare(value, points.get(highest).value()) > 0 ? i : highest;
        }
        var indices = Stream.of(lowest, highest, to - 1).sorted().toList();
        return new LinkedHashSet<>(indices).stream().map(points::get).toList();
    }
}
