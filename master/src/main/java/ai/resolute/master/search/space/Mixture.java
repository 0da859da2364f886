package ai.resolute.master.search.space;

import ai.resolute.master.search.SearchRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A mixture of kernels, one around each point and a wide one over the whole space. Along a range a
 * kernel is a normal curve cut off at its ends, along a choice mostly its own value. Kernels are as
 * wide as the points lie apart (Scott's rule), so that a search closes in where good points agree;
 * a floor that sinks with their number keeps the first few from settling it (Watanabe,
 * arXiv:2304.11127, compares such rules).
 */
final class Mixture {
    private static final double SCOTT = 1.059;
    private static final double NARROWEST = 0.01;
    private static final double FLOOR_POWER = -1.25;

    private final List<Axis> axes;
    private final List<double[]> points;
    private final double[] widths;
    private final double[] logWeights;

    Mixture(List<Axis> axes, List<double[]> points) {
        this.axes = axes;
        this.points = points;
        this.widths = new double[axes.size()];
        Arrays.setAll(widths, this::width);
        this.logWeights = new double[points.size() + 1];
        Arrays.fill(logWeights, -StrictMath.log(logWeights.length));
    }

    private double width(int i) {
        var range = axes.get(i).high() - axes.get(i).low();
        if (range == 0) {
            return 0;
        }
        var dimensions = axes.stream().filter(axis -> axis.choices() != 1).count();
        var narrowing = StrictMath.pow(Math.max(points.size(), 1), -1.0 / (dimensions + 4));
        var floor = Math.max(NARROWEST, StrictMath.pow(points.size() + 1.0, FLOOR_POWER));
        return range * Math.clamp(SCOTT * narrowing * deviation(i, range), floor, 1);
    }

    /** Of the points along an axis, with the middle of the range as one more; 1 is the range. */
    private double deviation(int i, double range) {
        var low = axes.get(i).low();
        var places =
                DoubleStream.concat(
                                points.stream().mapToDouble(point -> (point[i] - low) / range),
                                DoubleStream.of(0.5))
                        .toArray();
        var mean = Arrays.stream(places).average().orElseThrow();
        var squares = Arrays.stream(places).map(at -> (at - mean) * (at - mean)).sum();
        return Math.sqrt(squares / Math.max(points.size(), 1));
    }

    double[] draw(SearchRandom random) {
        var kernel = (int) random.below(points.size() + 1L);
        var at = new double[axes.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = draw(i, kernel, random);
        }
        return at;
    }

    private double draw(int i, int kernel, SearchRandom random) {
        var axis = axes.get(i);
        if (axis.choices() > 0) {
            return choice(axis, i, kernel, random);
        }
        var normal = normal(i, kernel);
        var at = normal.draw(random);
        return axis.isWhole() ? Math.clamp(Math.rint(at), axis.low() + 0.5, axis.high() - 0.5) : at;
    }

    private double choice(Axis axis, int i, int kernel, SearchRandom random) {
        var left = random.unit();
        for (int value = 0; value < axis.choices() - 1; value++) {
            left -= probability(axis, i, kernel, value);
            if (left < 0) {
                return value;
            }
        }
        return axis.choices() - 1.0;
    }

    /** A choice's own value, and a share for each other. */
    private double probability(Axis axis, int i, int kernel, int value) {
        var even = 1.0 / axis.choices();
        if (kernel == points.size()) {
            return even;
        }
        var own = points.get(kernel)[i] == value ? 1 : 0;
        var kernels = points.size() + 1.0;
        return (own + even / kernels) / (1 + 1 / kernels);
    }

    private Normal normal(int i, int kernel) {
        var axis = axes.get(i);
        var range = axis.high() - axis.low();
        return kernel == points.size()
                ? new Normal(axis.low() + range / 2, range, axis.low(), axis.high())
                : new Normal(points.get(kernel)[i], widths[i], axis.low(), axis.high());
    }

    double logDensity(double[] at) {
        var logs = new double[logWeights.length];
        var most = Double.NEGATIVE_INFINITY;
        for (int kernel = 0; kernel < logs.length; kernel++) {
            logs[kernel] = logWeights[kernel];
            for (int i = 0; i < at.length; i++) {
                logs[kernel] += logDensity(i, kernel, at[i]);
            }
            most = Math.max(most, logs[kernel]);
        }
        var sum = 0.0;
        for (var log : logs) {
            sum += StrictMath.exp(log - most);
        }
        return most + StrictMath.log(sum);
    }

    private double logDensity(int i, int kernel, double at) {
        var axis = axes.get(i);
        if (axis.choices() > 0) {
            return StrictMath.log(probability(axis, i, kernel, (int) at));
        }
        var normal = normal(i, kernel);
        return axis.isWhole() ? normal.logMass(at - 0.5, at + 0.5) : normal.logDensity(at);
    }
}
