package ai.resolute.api;

import ai.resolute.api.ExperimentMessages.State;
import ai.resolute.api.PageMessages.Pagination;
import ai.resolute.api.TrialMessages.MetricSummary;
import ai.resolute.api.wire.Finite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trials of all experiments in one flat list; pages call them runs. */
public final class RunMessages {
    private RunMessages() {}

    /** What a flat list tells of the experiment of a trial. */
    public record RunExperiment(
            int id,
            String searcherType,
            String searcherMetric,
            String resourcePool,
            @Finite double progress,
            String description,
            String name,
            boolean unmanaged,
            boolean isMultitrial) {}

    /**
     * A trial with what a flat list tells of it. Ours are the members from {@code waitReason} on.
     */
    public record Run(
            int id,
            Instant startTime,
            @Nullable Instant endTime,
            State state,
            List<String> labels,
            long checkpointSize,
            int checkpointCount,
            Optional<Double> searcherMetricValue,
            Map<String, @Nullable Object> hyperparameters,
            Map<String, Map<String, MetricSummary>> summaryMetrics,
            int userId,
            int duration,
            int projectId,
            String projectName,
            int workspaceId,
            String workspaceName,
            boolean parentArchived,
            boolean archived,
            RunExperiment experiment,
            Optional<String> waitReason,
            int totalBatches,
            boolean stoppedEarly) {}

    /**
     * Part of the list.
     *
     * @param sort {@code id=asc} or {@code id=desc}
     */
    public record RunsRequest(int offset, int limit, String sort) {}

    /** Some runs. */
    public record RunsResponse(List<Run> runs, Pagination pagination) {}
}
