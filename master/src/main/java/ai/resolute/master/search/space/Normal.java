package ai.resolute.master.search.space;

import ai.resolute.master.search.SearchRandom;

/** A normal curve cut off at two ends, between which its middle lies. */
record Normal(double middle, double width, double low, double high) {
    private static final double LOG_ROOT_2_PI = 0.5 * StrictMath.log(2 * Math.PI);
    private static final double LEAST = 1e-300;

    /** By rejection: at least a third of the draws fit, since the width is at most the range. */
    double draw(SearchRandom random) {
        while (true) {
            var radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.unit()));
            var at = middle + width * radius * StrictMath.cos(2 * Math.PI * random.unit());
            if (at >= low && at <= high) {
                return at;
            }
        }
    }

    double logDensity(double at) {
        var far = (at - middle) / width;
        return -0.5 * far * far
                - LOG_ROOT_2_PI
                - StrictMath.log(width)
                - StrictMath.log(mass(low, high));
    }

    /** Of the part between two places. */
    double logMass(double from, double to) {
        return StrictMath.log(Math.max(mass(from, to), LEAST)) - StrictMath.log(mass(low, high));
    }

    private double mass(double from, double to) {
        return cumulative((to - middle) / width) - cumulative((from - middle) / width);
    }

    /** Abramowitz and Stegun 26.2.17 with the tail's sign; off by 1e-7 at most. */
    static double cumulative(double x) {
        var t = 1 / (1 + 0.2316419 * Math.abs(x));
        var series =
                t
                        * (0.319381530
                                + t
                                        * (-0.356563782
                                                + t
                                                        * (1.781477937
                                                                + t
                                                                        * (-1.821255978
                                                                                + t
                                                                                        * 1.330274429))));
        var tail = StrictMath.exp(-x * x / 2 - LOG_ROOT_2_PI) * series;
        return x < 0 ? tail : 1 - tail;
    }
}
