package ai.resolute.master.search;

import ai.resolute.master.config.SearcherConfig;
import java.util.Map;
import java.util.OptionalDouble;

/** What ranks trials; smaller values are better, whatever the metric. */
public record Objective(String metric, boolean smallerIsBetter) {
    /** The value of trials that ended before their time or are not a number. */
    public static final double WORST = Double.MAX_VALUE;

    /** What a configuration ranks by. */
    public static Objective of(SearcherConfig searcher) {
        return new Objective(searcher.metric(), searcher.smallerIsBetter());
    }

    /** The value in a validation; empty when the metric is not there. */
    public OptionalDouble find(Map<String, Double> metrics) {
        var found = metrics.get(metric);
        return found == null ? OptionalDouble.empty() : OptionalDouble.of(value(found));
    }

    /** The value in a validation, the worst when the metric is not there. */
    public double of(Map<String, Double> metrics) {
        return find(metrics).orElse(WORST);
    }

    private double value(double found) {
        return Double.isFinite(found) ? (smallerIsBetter ? found : -found) : WORST;
    }
}
