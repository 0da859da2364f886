package ai.resolute.api;

import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.PageMessages.Pagination;
import ai.resolute.api.TrialMessages.Metrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checkpoints. */
public final class CheckpointMessages {
    private CheckpointMessages() {}

    /** What is left of a checkpoint in storage. */
    public enum CheckpointState {
        STATE_UNSPECIFIED,
        STATE_ACTIVE,
        STATE_COMPLETED,
        STATE_ERROR,
        STATE_DELETED,
        STATE_PARTIALLY_DELETED
    }

    /** What a list may be sorted by. */
    public enum CheckpointSortBy {
        SORT_BY_UNSPECIFIED,
        SORT_BY_UUID,
        SORT_BY_TRIAL_ID,
        SORT_BY_BATCH_NUMBER,
        SORT_BY_END_TIME,
        SORT_BY_STATE,
        SORT_BY_SEARCHER_METRIC
    }

    /** The training that a checkpoint comes from. */
    public record Training(
            @Nullable Integer trialId,
            @Nullable Integer experimentId,
            @Nullable Map<String, @Nullable Object> experimentConfig,
            @Nullable Map<String, @Nullable Object> hparams,
            @Nullable Metrics trainingMetrics,
            @Nullable Metrics validationMetrics,
            @Nullable Double searcherMetric) {}

    /** A checkpoint. */
    public record Checkpoint(
            Optional<String> taskId,
            Optional<String> allocationId,
            String uuid,
            @Nullable Instant reportTime,
            Map<String, Long> resources,
            Map<String, Object> metadata,
            CheckpointState state,
            Training training,
            Optional<Integer> storageId) {}

    /** Names a checkpoint in the path. */
    public record CheckpointRequest(String checkpointUuid) {}

    /** One checkpoint. */
    public record GetCheckpointResponse(Checkpoint checkpoint) {}

    /** A checkpoint that a trial has made. */
    public record ReportRequest(
            String taskId,
            String allocationId,
            String uuid,
            Optional<Instant> reportTime,
            Map<String, Long> resources,
            Map<String, Object> metadata,
            CheckpointState state) {}

    /** Checkpoints of an experiment or a trial. */
    public record CheckpointsRequest(
            int experimentId,
            int trialId,
            CheckpointSortBy sortByAttr,
            String sortByMetric,
            OrderBy orderBy,
            int offset,
            int limit,
            List<CheckpointState> states) {}

    /** Some checkpoints. */
    public record CheckpointsResponse(List<Checkpoint> checkpoints, Pagination pagination) {}
}
