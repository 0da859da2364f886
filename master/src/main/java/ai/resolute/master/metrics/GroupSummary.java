package ai.resolute.master.metrics;

import ai.resolute.master.store.column.JsonColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The summaries of a group while it is brought up to date, and their form in the database. */
final class GroupSummary {
    private final Map<String, MetricSummary> metrics = new LinkedHashMap<>();

    void add(Map<String, Object> values, long steps) {
        values.forEach((name, value) -> {
            var before = metrics.get(name);
            metrics.put(
                    name,
                    before == null ? MetricSummary.of(value, steps) : before.and(value, steps));
        });
    }

    Map<String, MetricSummary> metrics() {
        return metrics;
    }

    String toJson() {
        var json = new LinkedHashMap<String, Object>();
        metrics.forEach((name, m) ->
                json.put(
                        name,
                        List.of(
                                m.type(),
                                m.count(),
                                m.sum(),
                                m.min(),
                                m.max(),
                                m.last(),
                                m.lastSteps())));
        return JsonColumn.write(json);
    }

    static GroupSummary parse(String json) {
        var summary = new GroupSummary();
        JsonColumn.readMap(json)
                .forEach((name, value) ->
                        summary.metrics.put(name, metric(new ArrayList<>((List<?>) value))));
        return summary;
    }

    private static MetricSummary metric(List<?> parts) {
        return new MetricSummary(
                (String) parts.get(0),
                (long) number(parts.get(1)),
                number(parts.get(2)),
                number(parts.get(3)),
                number(parts.get(4)),
                parts.get(5),
                (long) number(parts.get(6)));
    }

    private static double number(Object part) {
        return JsonValues.number(part).orElseThrow();
    }
}
