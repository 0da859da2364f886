package ai.resolute.master.rest.trial;

import ai.resolute.master.metrics.MetricsReport;

/** Names of metric groups where the published API has its own. */
final class WireGroups {
    private WireGroups() {}

    static String of(String group) {
        return switch (group) {
            case MetricsReport.TRAINING -> "avg_metrics";
            case MetricsReport.VALIDATION -> "validation_metrics";
            default -> group;
        };
    }
}
