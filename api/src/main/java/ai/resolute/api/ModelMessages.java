package ai.resolute.api;

import ai.resolute.api.CheckpointMessages.Checkpoint;
import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.PageMessages.Pagination;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models and their versions. */
public final class ModelMessages {
    private ModelMessages() {}

    /** What a list of models may be sorted by. */
    public enum ModelSortBy {
        SORT_BY_UNSPECIFIED,
        SORT_BY_NAME,
        SORT_BY_DESCRIPTION,
        SORT_BY_CREATION_TIME,
        SORT_BY_LAST_UPDATED_TIME,
        SORT_BY_NUM_VERSIONS,
        SORT_BY_WORKSPACE
    }

    /** What a list of versions may be sorted by. */
    public enum VersionSortBy {
        SORT_BY_UNSPECIFIED,
        SORT_BY_VERSION,
        SORT_BY_CREATION_TIME
    }

    /** A model. */
    public record Model(
            String name,
            String description,
            Map<String, Object> metadata,
            Instant creationTime,
            Instant lastUpdatedTime,
            int id,
            int numVersions,
            List<String> labels,
            String username,
            int workspaceId,
            int userId,
            boolean archived,
            String notes) {}

    /** A checkpoint as a version of a model. */
    public record ModelVersion(
            Model model,
            Checkpoint checkpoint,
            int version,
            Instant creationTime,
            int id,
            String name,
            Map<String, Object> metadata,
            Instant lastUpdatedTime,
            String comment,
            String username,
            int userId,
            List<String> labels,
            String notes) {}

    /** Names a model, by its name or number. */
    public record ModelRequest(String modelName) {}

    /** One model. */
    public record ModelResponse(Model model) {}

    /** Which models; texts are parts of what is looked for, in whatever case. */
    public record ModelsRequest(
            ModelSortBy sortBy,
            OrderBy orderBy,
            int offset,
            int limit,
            String name,
            String description,
            List<String> labels,
            Optional<Boolean> archived,
            List<String> workspaceNames,
            List<Integer> workspaceIds,
            List<Integer> userIds,
            List<String> users,
            int id) {}

    /** Some models. */
    public record ModelsResponse(List<Model> models, Pagination pagination) {}

    /** A new model. */
    public record PostModelRequest(
            String name,
            String description,
            Map<String, Object> metadata,
            List<String> labels,
            String workspaceName,
            int workspaceId,
            String notes) {}

    /** What to change of a model; what is not given stays. */
    public record PatchModelRequest(
            String modelName,
            Optional<String> name,
            Optional<String> description,
            Optional<Map<String, Object>> metadata,
            Optional<List<String>> labels,
            Optional<String> notes) {}

    /** All labels there are. */
    public record ModelLabels(List<String> labels) {}

    /** Which versions of a model. */
    public record VersionsRequest(
            String modelName, VersionSortBy sortBy, OrderBy orderBy, int offset, int limit) {}

    /** Some versions of a model. */
    public record VersionsResponse(
            Model model, List<ModelVersion> modelVersions, Pagination pagination) {}

    /** Names a version of a model. */
    public record VersionRequest(String modelName, int modelVersionNum) {}

    /** As {@link CheckpointMessages.CheckpointMetricsRequest}, of the checkpoint of a version. */
    public record VersionMetricsRequest(
            String modelName,
            int modelVersionNum,
            String metricGroup,
            CheckpointMessages.TrialSourceInfoType trialSourceInfoType) {}

    /** One version. */
    public record VersionResponse(ModelVersion modelVersion) {}

    /** A new version. */
    public record PostVersionRequest(
            String modelName,
            String checkpointUuid,
            String name,
            String comment,
            Map<String, Object> metadata,
            List<String> labels,
            String notes) {}

    /** What to change of a version; what is not given stays. */
    public record PatchVersionRequest(
            String modelName,
            int modelVersionNum,
            Optional<String> name,
            Optional<String> comment,
            Optional<Map<String, Object>> metadata,
            Optional<List<String>> labels,
            Optional<String> notes) {}
}
