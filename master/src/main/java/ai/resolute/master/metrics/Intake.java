package ai.resolute.master.metrics;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.id.TrialId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what a group's reports do to the rows that are there: new rows, merged rows, rows that a
 * later run overtakes. Reporting the same again changes nothing.
 */
final class Intake {
    private final TrialId trial;
    private final int run;
    private final Map<Long, MetricRow> rows = new LinkedHashMap<>();
    private final Map<Long, MetricRow> added = new LinkedHashMap<>();
    private final Map<Long, MetricRow> merged = new LinkedHashMap<>();
    private final List<MetricRow> overtaken = new ArrayList<>();
    private final List<Gain> gains = new ArrayList<>();

    /** Values that a summary does not yet hold. */
    record Gain(Map<String, Object> values, long steps) {}

    Intake(TrialId trial, int run, List<MetricRow> present) {
        this.trial = trial;
        this.run = run;
        present.forEach(row -> rows.put(row.steps(), row));
    }

    /**
     * Takes a report in its normal form.
     *
     * @param id for the row, if there will be one
     * @throws Conflict if a value was reported before and differs
     */
    void take(long id, MetricsReport report) {
        var present = rows.get(report.stepsCompleted());
        if (present != null && present.runId() == run) {
            merge(present, report);
            return;
        }
        if (present != null) {
            overtaken.add(present);
        }
        var row = new MetricRow(id, trial, run, report, false);
        rows.put(row.steps(), row);
        added.put(row.steps(), row);
        gains.add(new Gain(report.values(), row.steps()));
    }

    private void merge(MetricRow present, MetricsReport report) {
        var before = present.report();
        var fresh = fresh(before.values(), report.values());
        var batches = before.batches().isEmpty() ? report.batches() : before.batches();
        if (!report.batches().isEmpty() && !JsonValues.same(batches, report.batches())) {
            throw conflict("batch_metrics");
        }
        var epoch = before.epoch().or(report::epoch);
        if (fresh.isEmpty() && batches.equals(before.batches()) && epoch.equals(before.epoch())) {
            return;
        }
        var values = new LinkedHashMap<>(before.values());
        values.putAll(fresh);
        var row =
                present.with(
                        new MetricsReport(
                                before.group(),
                                present.steps(),
                                present.time(),
                                values,
                                batches,
                                epoch));
        rows.put(row.steps(), row);
        (added.containsKey(row.steps()) ? added : merged).put(row.steps(), row);
        gains.add(new Gain(fresh, row.steps()));
    }

    private static Map<String, Object> fresh(
            Map<String, Object> before, Map<String, Object> reported) {
        var fresh = new LinkedHashMap<String, Object>();
        reported.forEach((name, value) -> {
            var known = before.get(name);
            if (known == null) {
                fresh.put(name, value);
            } else if (!JsonValues.same(known, value)) {
                throw conflict(name);
            }
        });
        return fresh;
    }

    private static Conflict conflict(String key) {
        return new Conflict(
                "metric_conflict",
                "overwriting existing metric keys is not supported, conflicting key: " + key);
    }

    Map<Long, MetricRow> added() {
        return added;
    }

    Map<Long, MetricRow> merged() {
        return merged;
    }

    List<MetricRow> overtaken() {
        return overtaken;
    }

    List<Gain> gains() {
        return gains;
    }
}
