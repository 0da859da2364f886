package ai.resolute.master.config;

/** How trials are chosen. */
public sealed interface SearcherConfig {
    /** What all searchers have. */
    Common common();

    /** How many trials the search will create at most. */
    int maxTrials();

    /** How many trials may be open at once; 0 means all. */
    int maxConcurrentTrials();

    /** Name of the validation metric that ranks trials. */
    default String metric() {
        return common().metric();
    }

    /** Whether a lower metric is better. */
    default boolean smallerIsBetter() {
        return common().smallerIsBetter();
    }

    /** Name of the searcher as configurations have it. */
    default String type() {
        return switch (this) {
            case Single _ -> "single";
            case Random _ -> "random";
            case Grid _ -> "grid";
        };
    }

    /**
     * What ranks trials.
     *
     * @param metricDefaulted whether the configuration named no metric, so that a trial without
     *     validation data may rank by its training loss
     */
    record Common(String metric, boolean smallerIsBetter, boolean metricDefaulted) {}

    /** One trial. */
    record Single(Common common) implements SearcherConfig {
        @Override
        public int maxTrials() {
            return 1;
        }

        @Override
        public int maxConcurrentTrials() {
            return 1;
        }
    }

    /** A number of trials with drawn hyperparameters. */
    record Random(Common common, int maxTrials, int maxConcurrentTrials)
            implements SearcherConfig {}

    /** Every combination of the hyperparameters' values; {@code maxTrials} is how many. */
    record Grid(Common common, int maxTrials, int maxConcurrentTrials) implements SearcherConfig {}
}
