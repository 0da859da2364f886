package ai.resolute.master.search.space;

/**
 * Powers whose last bit is that of the masters whose draws we repeat: the fraction of the exponent
 * goes through a Taylor series of e^x, halved four times (Shibata, ISC 2010), the whole part
 * through repeated squaring. {@link Math#pow} is as exact, but rounds otherwise in one draw of
 * three.
 */
final class Power {
    private static final double LARGEST = 700;
    private static final double PER_LN2 = 1.4426950408889634;
    private static final double LN2_UPPER = 0.693147180559663;
    private static final double LN2_LOWER = 2.8235290563031577e-13;
    private static final int HALVINGS = 4;

    /** 1/8!, 1/7!, … 1/1!. */
    private static final double[] TAYLOR = {
        1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1.0
    };

    private Power() {}

    /** The base, which is above 0, to the exponent. */
    static double of(double base, double exponent) {
        var logarithm = StrictMath.log(base);
        if (!(Math.abs(exponent * logarithm) < LARGEST) || base < Double.MIN_NORMAL) {
            return Math.pow(base, exponent);
        }
        var size = Math.abs(exponent);
        var whole = Math.floor(size);
        var fraction = size - whole;
        if (fraction > 0.5) {
            whole++;
            fraction--;
        }
        var start = fraction == 0 ? 1 : exponential(fraction * logarithm);
        return squared(base, (long) whole, start, exponent < 0);
    }

    /** {@code start * base^whole}, or one over it; the powers of two are kept apart. */
    private static double squared(double base, long whole, double start, boolean inverse) {
        var twos = Math.getExponent(base) + 1;
        var mantissa = Math.scalb(base, -twos);
        var product = start;
        var productTwos = 0;
        for (var bits = whole; bits != 0; bits >>= 1) {
            if ((bits & 1) == 1) {
                product *= mantissa;
                productTwos += twos;
            }
            mantissa *= mantissa;
            twos *= 2;
            if (mantissa < 0.5) {
                mantissa *= 2;
                twos--;
            }
        }
        return inverse ? Math.scalb(1 / product, -productTwos) : Math.scalb(product, productTwos);
    }

    private static double exponential(double x) {
        var twos = Math.rint(PER_LN2 * x);
        var rest = Math.fma(-twos, LN2_LOWER, Math.fma(-twos, LN2_UPPER, x)) / (1 << HALVINGS);
        var series = TAYLOR[0];
        for (int i = 1; i < TAYLOR.length; i++) {
            series = Math.fma(series, rest, TAYLOR[i]);
        }
        var less = rest * series;
        for (int i = 1; i < HALVINGS; i++) {
            less *= less + 2;
        }
        return Math.scalb(Math.fma(less, less + 2, 1), (int) twos);
    }
}
