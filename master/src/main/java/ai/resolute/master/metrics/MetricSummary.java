package ai.resolute.master.metrics;

import java.util.List;
import java.util.Map;

/**
 * What all values of one metric come to. For other types than {@code number} only {@code last} and
 * {@code type} mean something.
 *
 * @param type {@code number}, {@code string}, {@code boolean}, {@code array} or {@code object}
 * @param last the value at the highest step, a JSON value; empty text for arrays and objects
 * @param lastSteps the step of {@code last}
 */
public record MetricSummary(
        String type, long count, double sum, double min, double max, Object last, long lastSteps) {
    public double mean() {
        return sum / count;
    }

    static MetricSummary of(Object value, long steps) {
        var number = JsonValues.number(value);
        if (number.isPresent()) {
            var only = number.getAsDouble();
            return new MetricSummary("number", 1, only, only, only, value, steps);
        }
        return switch (value) {
            case Boolean _ -> other("boolean", value, steps);
            case List<?> _ -> other("array", "", steps);
            case Map<?, ?> _ -> other("object", "", steps);
            default -> other("string", value, steps);
        };
    }

    /** This and one more value. A metric that changes its type is a string from then on. */
    MetricSummary and(Object value, long steps) {
        var more = of(value, steps);
        var newest = steps >= lastSteps ? more : this;
        if (!type.equals(more.type)) {
            return new MetricSummary(
                    "string", count + 1, 0, 0, 0, newest.last.toString(), newest.lastSteps);
        }
        return new MetricSummary(
                type,
                count + 1,
                sum + more.sum,
                Math.min(min, more.min),
                Math.max(max, more.max),
                newest.last,
                newest.lastSteps);
    }

    private static MetricSummary other(String type, Object last, long steps) {
        return new MetricSummary(type, 1, 0, 0, 0, last, steps);
    }
}
