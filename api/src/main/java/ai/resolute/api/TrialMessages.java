package ai.resolute.api;

import ai.resolute.api.CheckpointMessages.CheckpointState;
import ai.resolute.api.ExperimentMessages.State;
import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.PageMessages.Pagination;
import ai.resolute.api.wire.Finite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trials. */
public final class TrialMessages {
    private TrialMessages() {}

    /** Averages over batches, and the batches themselves. */
    public record Metrics(
            Map<String, @Nullable Object> avgMetrics, List<Map<String, Object>> batchMetrics) {}

    /** Metrics of a trial at a step. */
    public record MetricsWorkload(
            @Nullable Instant endTime, Metrics metrics, int numInputs, int totalBatches) {}

    /** A checkpoint of a trial, in short. */
    public record CheckpointWorkload(
            String uuid,
            @Nullable Instant endTime,
            CheckpointState state,
            Map<String, Long> resources,
            int totalBatches,
            Map<String, Object> metadata) {}

    /** Exactly one of the three. */
    public record Workload(
            Optional<MetricsWorkload> training,
            Optional<MetricsWorkload> validation,
            Optional<CheckpointWorkload> checkpoint) {}

    /** What all values of a metric come to; only numbers have more than {@code last}. */
    public record MetricSummary(
            Optional<Integer> count,
            @Nullable Object last,
            Optional<Double> max,
            Optional<Double> mean,
            Optional<Double> min,
            Optional<Double> sum,
            String type) {}

    /**
     * Ours: why a trial failed, or its last run did.
     *
     * @param failureClass what it failed of: script, memory, not_a_number, storage, lost_worker,
     *     preempted, time_limit or unknown; its kinds are finer
     * @param file in the context directory, where it happened in the user's own code
     * @param next what follows: "restart 2 of 5 in 20 s", "not restarted: ..."
     */
    public record Failure(
            String kind,
            String message,
            String failureClass,
            Optional<String> file,
            Optional<Integer> line,
            Optional<String> next) {}

    /**
     * A trial. Ours are the members from {@code waitReason} on.
     *
     * @param length how many batches it will train, once known
     * @param lastHeard when its worker last made a call
     * @param runnerHeard when the training process of that last gave a sign of life
     * @param lastReport when that last reported something
     * @param reason why it waits, or how it ended
     * @param logPoliciesMatched names of the log policies that lines of its log matched
     * @param unmanaged whether the cluster runs nothing of it
     * @param externalTrialId what whoever runs it calls it
     */
    public record Trial(
            int id,
            int experimentId,
            Instant startTime,
            @Nullable Instant endTime,
            State state,
            int restarts,
            Map<String, @Nullable Object> hparams,
            int totalBatchesProcessed,
            @Nullable MetricsWorkload bestValidation,
            @Nullable MetricsWorkload latestValidation,
            @Nullable CheckpointWorkload bestCheckpoint,
            String runnerState,
            @Finite double wallClockTime,
            String warmStartCheckpointUuid,
            String taskId,
            List<String> taskIds,
            long totalCheckpointSize,
            int checkpointCount,
            Map<String, Map<String, MetricSummary>> summaryMetrics,
            Optional<Double> searcherMetricValue,
            Optional<Map<String, Object>> metadata,
            Optional<String> waitReason,
            Optional<Failure> failure,
            Optional<String> reason,
            @Finite Optional<Double> progress,
            Optional<Integer> length,
            @Finite Optional<Double> batchesPerSecond,
            Optional<Instant> lastHeard,
            Optional<Instant> runnerHeard,
            Optional<Instant> lastReport,
            boolean stoppedEarly,
            Map<String, @Nullable Object> environment,
            List<String> environmentDifferences,
            List<String> logPoliciesMatched,
            boolean unmanaged,
            Optional<String> externalTrialId) {}

    /** A trial of an unmanaged experiment. */
    public record CreateTrialRequest(
            int experimentId, Map<String, @Nullable Object> hparams, boolean unmanaged) {}

    /** The same under the id that whoever runs it gives it, which is its own in its experiment. */
    public record PutTrialRequest(
            @Nullable CreateTrialRequest createTrialRequest, String externalTrialId) {}

    /** Names a trial of an unmanaged experiment as whoever runs it does. */
    public record ExternalTrialRequest(String externalExperimentId, String externalTrialId) {}

    /** A process begins to run an unmanaged trial, from its newest checkpoint or anew. */
    public record StartTrialRequest(int trialId, boolean resume) {}

    /** Which run that is, and where it begins. */
    public record StartTrialResponse(
            int trialRunId, Optional<String> latestCheckpoint, int stepsCompleted) {}

    /** The process of an unmanaged trial says that it lives, or how it ended. */
    public record PatchTrialRequest(int trialId, Optional<State> state) {}

    /** Names a trial in the path. */
    public record TrialRequest(int trialId) {}

    /** One trial. */
    public record GetTrialResponse(Trial trial) {}

    /** What trials may be sorted by. */
    public enum TrialSortBy {
        SORT_BY_UNSPECIFIED,
        SORT_BY_ID,
        SORT_BY_START_TIME,
        SORT_BY_END_TIME,
        SORT_BY_STATE,
        SORT_BY_BEST_VALIDATION_METRIC,
        SORT_BY_LATEST_VALIDATION_METRIC,
        SORT_BY_BATCHES_PROCESSED,
        SORT_BY_DURATION,
        SORT_BY_RESTARTS,
        SORT_BY_CHECKPOINT_SIZE
    }

    /**
     * Trials of an experiment; {@code limit} 0 means all. With the {@code nextCursor} of an earlier
     * answer the list goes on behind that answer, whatever began or ended meanwhile.
     */
    public record TrialsRequest(
            int experimentId,
            TrialSortBy sortBy,
            OrderBy orderBy,
            int offset,
            int limit,
            List<State> states,
            String cursor) {}

    /** Some trials; {@code nextCursor} is empty behind the last one. */
    public record TrialsResponse(List<Trial> trials, Pagination pagination, String nextCursor) {}

    /** What a list of workloads holds. */
    public enum FilterOption {
        FILTER_OPTION_UNSPECIFIED,
        FILTER_OPTION_CHECKPOINT,
        FILTER_OPTION_VALIDATION,
        FILTER_OPTION_CHECKPOINT_OR_VALIDATION
    }

    /** Kinds of metrics. */
    public enum MetricType {
        METRIC_TYPE_UNSPECIFIED,
        METRIC_TYPE_TRAINING,
        METRIC_TYPE_VALIDATION,
        METRIC_TYPE_PROFILING
    }

    /** What a trial trained, validated and saved, by batches. */
    public record WorkloadsRequest(
            int trialId,
            OrderBy orderBy,
            int offset,
            int limit,
            String sortKey,
            FilterOption filter,
            boolean includeBatchMetrics,
            MetricType metricType,
            boolean removeDeletedCheckpoints,
            String group) {}

    /** Some workloads. */
    public record WorkloadsResponse(List<Workload> workloads, Pagination pagination) {}

    /** Metrics as a trial posts them. */
    public record TrialMetrics(
            int trialId,
            int trialRunId,
            @Nullable Integer stepsCompleted,
            Metrics metrics,
            Optional<Instant> reportTime) {}

    /** One report of metrics. */
    public record ReportMetricsRequest(int trialId, TrialMetrics metrics, String group) {}

    /** How far a trial is. */
    public record ProgressRequest(int trialId, double progress, boolean isRaw) {}

    /** What a runner does, in its own words. */
    public record RunnerMetadataRequest(int trialId, String state) {}

    /** Why a script ends its trial. */
    public enum ExitedReason {
        EXITED_REASON_UNSPECIFIED,
        EXITED_REASON_INVALID_HP,
        EXITED_REASON_USER_REQUESTED_STOP,
        EXITED_REASON_INIT_INVALID_HP
    }

    /** A script ends its trial. */
    public record EarlyExitRequest(int trialId, ExitedReason reason) {}

    /** All metrics of some trials, as a stream. */
    public record MetricsRequest(List<Integer> trialIds, String group) {}

    /** A stretch of reports. */
    public record MetricsResponse(List<MetricsReport> metrics) {}

    /** One report; the members of {@code metrics} are in snake case. */
    public record MetricsReport(
            int trialId,
            Instant endTime,
            Map<String, @Nullable Object> metrics,
            int totalBatches,
            boolean archived,
            int id,
            int trialRunId,
            String group) {}

    /** Metric curves of trials; {@code metricIds} are {@code group.name}. */
    public record TimeSeriesRequest(
            List<Integer> trialIds,
            int maxDatapoints,
            List<String> metricNames,
            int startBatches,
            int endBatches,
            String group,
            List<String> metricIds) {}

    /** One point of all curves of a group. */
    public record DataPoint(
            int batches,
            Map<String, Double> values,
            Instant time,
            @Finite Optional<Double> epoch) {}

    /** The curves of a group. */
    public record Series(MetricType type, List<DataPoint> data, String group) {}

    /** The curves of a trial. */
    public record ComparableTrial(Trial trial, List<Series> metrics) {}

    /** The curves of trials. */
    public record TimeSeriesResponse(List<ComparableTrial> trials) {}
}
