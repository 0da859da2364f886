package ai.resolute.master.config;

import java.util.List;
import java.util.Optional;

/** How trials are chosen, and how far each is trained. */
public sealed interface SearcherConfig {
    /** What all searchers have. */
    Common common();

    /** Name of the validation metric that ranks trials. */
    default String metric() {
        return common().metric();
    }

    /** Whether a lower metric is better. */
    default boolean smallerIsBetter() {
        return common().smallerIsBetter();
    }

    /** Whether the search tells its trials how far to train. */
    default boolean drivesLengths() {
        return switch (this) {
            case Single _, Random _, Grid _, Tpe _, MedianStopping _ -> false;
            case SyncHalving _, Adaptive _, AdaptiveSimple _, Pbt _ -> true;
            case AsyncHalving halving -> halving.pace instanceof Pace.Promoting;
            case AdaptiveAsha asha -> asha.pace instanceof Pace.Promoting;
        };
    }

    /** Name of the searcher as configurations have it. */
    default String type() {
        return switch (this) {
            case Single _ -> "single";
            case Random _ -> "random";
            case Grid _ -> "grid";
            case SyncHalving _ -> "sync_halving";
            case AsyncHalving _ -> "async_halving";
            case Adaptive _ -> "adaptive";
            case AdaptiveSimple _ -> "adaptive_simple";
            case AdaptiveAsha _ -> "adaptive_asha";
            case Pbt _ -> "pbt";
            case Tpe _ -> "tpe";
            case MedianStopping _ -> "median_stopping";
        };
    }

    /**
     * What ranks trials.
     *
     * @param metricDefaulted whether the configuration named no metric, so that a trial without
     *     validation data may rank by its training loss
     */
    record Common(String metric, boolean smallerIsBetter, boolean metricDefaulted) {}

    /**
     * How many trials there are.
     *
     * @param concurrent how many may be open at once; 0 means as many as the search likes
     */
    record Trials(int most, int concurrent) {}

    /** A length in whole steps: the target of a trial, and what one step of it is. */
    record Target(long steps, Length step) {}

    /** What decides when a trial has reached a rung. */
    sealed interface Pace {
        /** Trials train to a rung, wait there and are promoted. */
        record Promoting(Target target) implements Pace {}

        /** Trials run on until they are stopped; this metric of theirs says how far they are. */
        record Stopping(String timeMetric, long maxTime) implements Pace {}
    }

    /** How eagerly an adaptive search gives up trials. */
    enum Mode {
        AGGRESSIVE,
        STANDARD,
        CONSERVATIVE
    }

    /**
     * The brackets of an adaptive search.
     *
     * @param rungs number of rungs of each bracket; empty leaves them to the mode
     */
    record Brackets(Mode mode, int maxRungs, List<Integer> rungs, double divisor) {
        public Brackets {
            rungs = List.copyOf(rungs);
        }
    }

    /** One trial. */
    record Single(Common common) implements SearcherConfig {}

    /** A number of trials with drawn hyperparameters. */
    record Random(Common common, Trials trials) implements SearcherConfig {}

    /** Every combination of the hyperparameters' values. */
    record Grid(Common common, Trials trials) implements SearcherConfig {}

    /** Successive halving that waits for all trials of a rung. */
    record SyncHalving(Common common, Target target, int rungs, long stepBudget, double divisor)
            implements SearcherConfig {}

    /** Successive halving that does not wait. */
    record AsyncHalving(Common common, Trials trials, Pace pace, int rungs, double divisor)
            implements SearcherConfig {}

    /** Brackets of synchronous halving that share a budget of steps. */
    record Adaptive(Common common, Target target, long stepBudget, Brackets brackets)
            implements SearcherConfig {}

    /** Brackets of synchronous halving that share a number of trials. */
    record AdaptiveSimple(Common common, Target target, int maxTrials, Brackets brackets)
            implements SearcherConfig {}

    /** Brackets of asynchronous halving. */
    record AdaptiveAsha(Common common, Trials trials, Pace pace, Brackets brackets)
            implements SearcherConfig {}

    /** A population whose worst members are replaced by changed copies of the best. */
    record Pbt(Common common, Population population, Exploration exploration)
            implements SearcherConfig {}

    /**
     * A population.
     *
     * @param round how far each member trains in a round
     */
    record Population(int size, int rounds, Target round, double truncateFraction) {}

    /** How a copy differs from what it copies. */
    record Exploration(double resampleProbability, double perturbFactor) {}

    /**
     * Points chosen by a tree of Parzen estimators.
     *
     * @param startup so many points are drawn before any is chosen
     * @param halving stops trials early when there
     */
    record Tpe(Common common, Trials trials, int startup, Optional<Halving> halving)
            implements SearcherConfig {}

    /** Asynchronous halving that stops trials. */
    record Halving(Pace.Stopping pace, int rungs, double divisor) {}

    /**
     * Trials that are worse than the median of the others are stopped.
     *
     * @param minTime no trial is stopped before
     * @param minTrials so many others must have come as far
     */
    record MedianStopping(
            Common common, Trials trials, String timeMetric, double minTime, int minTrials)
            implements SearcherConfig {}
}
