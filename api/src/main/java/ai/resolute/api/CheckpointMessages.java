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

    /**
     * Ours: files of a checkpoint that are to go and are still in storage.
     *
     * @param reason why the last attempt failed, and what to do; absent before the first
     * @param nextAttempt when it is tried again
     */
    public record FilesLeft(
            Optional<String> reason, Optional<Instant> since, Optional<Instant> nextAttempt) {}

    /**
     * A checkpoint. Ours are {@code pinned} and {@code filesLeft}.
     *
     * @param filesLeft while files of it that are to go are still in storage
     */
    public record Checkpoint(
            Optional<String> taskId,
            Optional<String> allocationId,
            String uuid,
            @Nullable Instant reportTime,
            Map<String, Long> resources,
            Map<String, Object> metadata,
            CheckpointState state,
            Training training,
            boolean pinned,
            Optional<FilesLeft> filesLeft,
            Optional<Integer> storageId) {}

    /** What a trial has to do with a checkpoint that it comes from. */
    public enum TrialSourceInfoType {
        TRIAL_SOURCE_INFO_TYPE_UNSPECIFIED,
        TRIAL_SOURCE_INFO_TYPE_INFERENCE,
        TRIAL_SOURCE_INFO_TYPE_FINE_TUNING
    }

    /** Metrics of the trials that come from a checkpoint; of all groups where none is named. */
    public record CheckpointMetricsRequest(
            String checkpointUuid, String metricGroup, TrialSourceInfoType trialSourceInfoType) {}

    /** A policy for an experiment. */
    public record RetentionRequest(
            int experimentId,
            Optional<Integer> saveExperimentBest,
            Optional<Integer> saveTrialBest,
            Optional<Integer> saveTrialLatest,
            boolean dryRun) {}

    /** Which checkpoints a policy removes, and how many bytes they have. */
    public record RetentionResponse(List<Checkpoint> checkpoints, long bytes, boolean applied) {}

    /** What would go, in the names of the published client. */
    public record RetentionPreview(List<Going> checkpoints, String metric_name) {}

    /** One that would go. */
    public record Going(
            int TrialID,
            int StepsCompleted,
            String State,
            String UUID,
            Map<String, Long> Resources,
            Map<String, @Nullable Object> ValidationMetrics,
            Instant ReportTime) {}

    /** Which checkpoints to remove. */
    public record DeleteCheckpointsRequest(List<String> checkpointUuids) {}

    /** Which files of which checkpoints to remove; without patterns none. */
    public record RemoveFilesRequest(List<String> checkpointUuids, List<String> checkpointGlobs) {}

    /** What is left of checkpoints, as one tells that has removed files of them. */
    public record LeftRequest(List<Left> checkpoints) {}

    /** What is left of one. */
    public record Left(String uuid, @Nullable LeftFiles resources) {}

    /** Sizes by path. */
    public record LeftFiles(Map<String, Long> resources) {}

    /** What people wrote about a checkpoint; replaces what was there. */
    public record DescribeRequest(String checkpointUuid, @Nullable Described checkpoint) {}

    /** The part of a checkpoint that people write. */
    public record Described(Map<String, Object> metadata) {}

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
