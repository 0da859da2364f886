package ai.resolute.master.metrics;

import java.util.Optional;

/** The best row of those offered. */
final class Best {
    private final String metric;
    private final boolean smallerIsBetter;
    private Optional<MetricRow> row = Optional.empty();
    private double value;

    Best(String metric, boolean smallerIsBetter) {
        this.metric = metric;
        this.smallerIsBetter = smallerIsBetter;
    }

    void offer(MetricRow offered) {
        var number = JsonValues.number(offered.report().values().get(metric));
        if (number.isEmpty() || Double.isNaN(number.getAsDouble())) {
            return;
        }
        var found = number.getAsDouble();
        if (row.isEmpty() || (smallerIsBetter ? found < value : found > value)) {
            row = Optional.of(offered);
            value = found;
        }
    }

    Optional<MetricRow> row() {
        return row;
    }
}
