package ai.resolute.master.metrics;

import ai.resolute.master.id.TrialId;
import java.time.Instant;

/**
 * A report as it is kept.
 *
 * @param archived whether a later run overtook it, so that it no longer counts
 */
public record MetricRow(long id, TrialId trial, int runId, MetricsReport report, boolean archived) {
    public long steps() {
        return report.stepsCompleted();
    }

    public Instant time() {
        return report.time();
    }

    MetricRow with(MetricsReport merged) {
        return new MetricRow(id, trial, runId, merged, archived);
    }
}
