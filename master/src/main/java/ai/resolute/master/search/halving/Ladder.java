package ai.resolute.master.search.halving;

import ai.resolute.master.search.Outline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A bracket of asynchronous halving.
 *
 * @param concurrent how many trials are open at once
 */
record Ladder(int rungs, double divisor, int trials, int concurrent) {
    /** So many trials, with as many open at once as the configuration says; 0 leaves it open. */
    static Ladder of(int rungs, double divisor, int trials, int limit) {
        var most =
                limit > 0
                        ? limit
                        : Math.max((int) Math.min(Math.pow(divisor, rungs - 1.0), trials), 1);
        return new Ladder(rungs, divisor, trials, Math.min(most, trials));
    }

    /** From how many trials reached the first rung, and how many ended. */
    double progress(int reached, int ended, int trials) {
        var first = Math.min(1, reached / (1.2 * trials));
        return reached < trials ? first : Math.min(1, Math.max(first, (double) ended / trials));
    }

    /** Of the trials on a rung, one in so many as the divisor says goes on. */
    Outline outline(IntFunction<Outline.Extent> extents) {
        var outline = new ArrayList<Outline.Rung>();
        var reaching = trials;
        for (int i = 0; i < rungs; i++) {
            var next =
                    i == rungs - 1 ? 0 : Math.max((int) (trials / Math.pow(divisor, i + 1.0)), 1);
            outline.add(new Outline.Rung(extents.apply(i), reaching, reaching - next));
            reaching = next;
        }
        return new Outline(List.of(new Outline.Bracket(outline)), concurrent);
    }
}
