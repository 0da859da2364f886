package ai.resolute.master.search.halving;

import java.util.ArrayList;
import java.util.List;

/** How far the rungs of a bracket lie apart. */
final class Rungs {
    private Rungs() {}

    /** Lengths that grow by the divisor up to the target; each is at least 1. */
    static List<Long> lengths(long target, int rungs, double divisor) {
        var lengths = new ArrayList<Long>();
        for (int i = 0; i < rungs; i++) {
            lengths.add(length(target, rungs - 1 - i, divisor));
        }
        return lengths;
    }

    private static long length(long target, int below, double divisor) {
        return Math.max((long) (target / Math.pow(divisor, below)), 1);
    }

    /** Rungs on which all trials of a bracket together train so many steps. */
    static List<Rung> budgeted(long target, int rungs, double divisor, long budget) {
        var lengths = lengths(target, rungs, divisor);
        var starts = new ArrayList<Double>();
        var expected = 0.0;
        for (int i = 0; i < rungs; i++) {
            var start = Math.max(Math.floor(Math.pow(divisor, rungs - 1.0 - i)), 1);
            starts.add(start);
            expected += (lengths.get(i) - (i == 0 ? 0 : lengths.get(i - 1))) * start;
        }
        var scale = budget / expected;
        return apart(
                lengths,
                starts.stream()
                        .map(start -> (int) Math.min(Integer.MAX_VALUE, scale * start))
                        .toList());
    }

    /** Rungs that a number of trials starts on. */
    static List<Rung> counted(long target, int rungs, double divisor, int trials) {
        var starts = new ArrayList<Integer>();
        for (int i = 0; i < rungs; i++) {
            starts.add((int) (trials / Math.pow(divisor, i)));
        }
        return apart(lengths(target, rungs, divisor), starts);
    }

    /** At least one step lies between two rungs, and at least one trial reaches each. */
    private static List<Rung> apart(List<Long> lengths, List<Integer> starts) {
        var rungs = new ArrayList<Rung>();
        for (int i = 0; i < lengths.size(); i++) {
            var below = rungs.isEmpty() ? new Rung(0, Integer.MAX_VALUE, 0) : rungs.getLast();
            var steps = Math.max(lengths.get(i), below.steps() + 1);
            var trials = Math.max(Math.min(starts.get(i), below.trials()), 1);
            if (i > 0) {
                rungs.set(i - 1, new Rung(below.steps(), below.trials(), trials));
            }
            rungs.add(new Rung(steps, trials, 0));
        }
        return List.copyOf(rungs);
    }
}
