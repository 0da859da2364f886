package ai.resolute.api;

import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.PageMessages.Pagination;
import ai.resolute.api.wire.Content;
import ai.resolute.api.wire.Finite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Experiments. */
public final class ExperimentMessages {
    private ExperimentMessages() {}

    /** Where an experiment or a trial is. */
    public enum State {
        STATE_UNSPECIFIED,
        STATE_ACTIVE,
        STATE_PAUSED,
        STATE_STOPPING_COMPLETED,
        STATE_STOPPING_CANCELED,
        STATE_STOPPING_ERROR,
        STATE_COMPLETED,
        STATE_CANCELED,
        STATE_ERROR,
        STATE_DELETED,
        STATE_DELETING,
        STATE_DELETE_FAILED,
        STATE_STOPPING_KILLED,
        STATE_QUEUED,
        STATE_PULLING,
        STATE_STARTING,
        STATE_RUNNING
    }

    /** What a list may be sorted by. */
    public enum SortBy {
        SORT_BY_UNSPECIFIED,
        SORT_BY_ID,
        SORT_BY_DESCRIPTION,
        SORT_BY_START_TIME,
        SORT_BY_END_TIME,
        SORT_BY_STATE,
        SORT_BY_NUM_TRIALS,
        SORT_BY_PROGRESS,
        SORT_BY_USER,
        SORT_BY_NAME,
        SORT_BY_FORKED_FROM,
        SORT_BY_RESOURCE_POOL,
        SORT_BY_PROJECT_ID,
        SORT_BY_CHECKPOINT_SIZE,
        SORT_BY_CHECKPOINT_COUNT,
        SORT_BY_SEARCHER_METRIC_VAL
    }

    /**
     * An experiment. Ours are {@code waitReason}, {@code failure}, {@code reason} (either of the
     * two) and {@code plan}.
     */
    public record Experiment(
            int id,
            String name,
            String description,
            List<String> labels,
            Instant startTime,
            @Nullable Instant endTime,
            State state,
            boolean archived,
            int numTrials,
            List<Integer> trialIds,
            String displayName,
            int userId,
            String username,
            String resourcePool,
            String searcherType,
            String searcherMetric,
            Map<String, @Nullable Object> hyperparameters,
            String notes,
            String jobId,
            @Nullable Integer forkedFrom,
            @Finite @Nullable Double progress,
            int projectId,
            String projectName,
            int workspaceId,
            String workspaceName,
            boolean parentArchived,
            Map<String, @Nullable Object> config,
            String originalConfig,
            int projectOwnerId,
            int checkpointCount,
            long checkpointSize,
            Optional<Integer> bestTrialId,
            Optional<Double> bestTrialSearcherMetric,
            Optional<Integer> duration,
            boolean unmanaged,
            Optional<String> externalExperimentId,
            Optional<Integer> modelDefinitionSize,
            Optional<String> waitReason,
            Optional<String> failure,
            Optional<String> reason,
            Optional<Plan> plan) {}

    /** Ours: how many trials the search has, how many at once, on how many slots. */
    public record Plan(int trials, int concurrent, int slots) {}

    /** Names an experiment in the path. */
    public record ExperimentRequest(int experimentId) {}

    /** The place of an experiment among those that wait. */
    public record JobSummary(JobState state, int jobsAhead) {}

    /** Whether a job holds slots. */
    public enum JobState {
        STATE_UNSPECIFIED,
        STATE_QUEUED,
        STATE_SCHEDULED,
        STATE_SCHEDULED_BACKFILLED
    }

    /** One experiment; {@code config} has every default filled in. */
    public record GetExperimentResponse(
            Experiment experiment,
            @Nullable JobSummary jobSummary,
            Map<String, @Nullable Object> config,
            Optional<Plan> plan) {}

    /** Bounds of numbers in a query, written {@code name.gte=5}. */
    public record IdFilter(
            @Nullable Integer lt,
            @Nullable Integer lte,
            @Nullable Integer gt,
            @Nullable Integer gte,
            List<Integer> incl,
            List<Integer> notIn) {}

    /** Which experiments. {@code limit} 0 means 100, -1 all, -2 none but the pagination. */
    public record ExperimentsRequest(
            @Nullable Boolean archived,
            String description,
            String name,
            List<String> labels,
            List<String> users,
            List<Integer> userIds,
            List<State> states,
            int projectId,
            @Nullable IdFilter experimentIdFilter,
            SortBy sortBy,
            OrderBy orderBy,
            int offset,
            int limit) {}

    /** Some experiments. */
    public record ExperimentsResponse(List<Experiment> experiments, Pagination pagination) {}

    /**
     * One entry of a context directory.
     *
     * @param type the byte of the tar format: 48 or 0 file, 50 symbolic link, 53 directory
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record File(
            String path, int type, Content content, long mtime, int mode, int uid, int gid) {}

    /** Ours: the process that submits. */
    public record Submitter(
            String python, String machine, String directory, Map<String, String> packages) {}

    /**
     * A submission. Ours are {@code submitter}, {@code archived}, which hides the experiment from
     * lists from the beginning, and {@code idempotencyKey}: of requests with the same key only the
     * first makes an experiment, and all get it.
     */
    public record CreateRequest(
            List<File> modelDefinition,
            String config,
            boolean validateOnly,
            int parentId,
            boolean activate,
            boolean archived,
            int projectId,
            String template,
            boolean unmanaged,
            Optional<Submitter> submitter,
            Optional<String> idempotencyKey) {}

    /** A submission of an unmanaged experiment under the id that whoever runs it gives it. */
    public record PutRequest(
            String externalExperimentId,
            List<File> modelDefinition,
            String config,
            boolean validateOnly,
            int projectId,
            String template,
            boolean unmanaged,
            Optional<Submitter> submitter) {}

    /** The new experiment; only its configuration when it was only to be validated. */
    public record CreateResponse(
            @Nullable Experiment experiment,
            Map<String, @Nullable Object> config,
            List<String> warnings,
            Optional<Plan> plan) {}

    /** A gzipped tar file. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Archive(Content b64Tgz) {}

    /** The best value of the searcher's metric so far. */
    public record BestMetric(double metric) {}

    /** What people may change of an experiment; what is not there stays. */
    public record PatchRequest(
            int experimentId,
            Optional<String> name,
            Optional<String> description,
            Optional<String> notes,
            Optional<List<String>> labels,
            Optional<ResourcesPatch> resources,
            Optional<RetentionPatch> checkpointStorage) {}

    /** Which checkpoints stay. */
    public record RetentionPatch(
            Optional<Integer> saveExperimentBest,
            Optional<Integer> saveTrialBest,
            Optional<Integer> saveTrialLatest) {}

    /**
     * How it is scheduled.
     *
     * @param maxSlots 0 for no limit (ours)
     */
    public record ResourcesPatch(
            Optional<Integer> maxSlots, Optional<Double> weight, Optional<Integer> priority) {}

    /** The experiment as it is now. */
    public record PatchResponse(Experiment experiment) {}

    /** A label of an experiment. */
    public record LabelRequest(int experimentId, String label) {}

    /** All labels of an experiment, or of all. */
    public record LabelsResponse(List<String> labels) {}

    /** Lets an experiment that is over go on, by these keys of its configuration. */
    public record ContinueRequest(int id, String overrideConfig) {}

    /** The experiment that goes on. */
    public record ContinueResponse(Experiment experiment, List<String> warnings) {}
}
