package ai.resolute.api;

import ai.resolute.api.ExperimentMessages.State;
import ai.resolute.api.PageMessages.Pagination;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one project in the one workspace, and what is done to many of its experiments. */
public final class ProjectMessages {
    private ProjectMessages() {}

    /** States of workspaces and projects, of which none is ever left. */
    public enum WorkspaceState {
        WORKSPACE_STATE_UNSPECIFIED
    }

    /** A workspace. */
    public record Workspace(
            int id,
            String name,
            boolean archived,
            String username,
            boolean immutable,
            int numProjects,
            boolean pinned,
            int userId,
            int numExperiments,
            WorkspaceState state,
            String errorMessage,
            @Nullable Object agentUserGroup,
            @Nullable Object checkpointStorageConfig) {}

    /** A project. */
    public record Project(
            int id,
            String name,
            String description,
            List<Object> notes,
            int workspaceId,
            String workspaceName,
            boolean archived,
            int numExperiments,
            int numActiveExperiments,
            boolean immutable,
            String username,
            int userId,
            WorkspaceState state,
            String errorMessage,
            String key,
            int numRuns) {}

    /** Which workspaces, or which projects of one. */
    public record PlacesRequest(
            int workspaceId, String name, String nameCaseSensitive, int offset, int limit) {}

    /** Some workspaces. */
    public record WorkspacesResponse(List<Workspace> workspaces, Pagination pagination) {}

    /** One workspace. */
    public record WorkspaceResponse(Workspace workspace) {}

    /** Some projects. */
    public record ProjectsResponse(List<Project> projects, Pagination pagination) {}

    /** Names a project in the path. */
    public record ProjectRequest(int projectId) {}

    /** One project. */
    public record ProjectResponse(Project project) {}

    /** Where an experiment shall be. */
    public record MoveRequest(int experimentId, int destinationProjectId) {}

    /** Which experiments of a project; what is not said is any. */
    public record BulkFilters(
            String description,
            String name,
            List<String> labels,
            @Nullable Boolean archived,
            List<State> states,
            List<Integer> userIds,
            int projectId,
            List<Integer> excludedExperimentIds) {}

    /** Experiments by their numbers, or all that fit. */
    public record BulkRequest(
            int projectId,
            List<Integer> experimentIds,
            Optional<BulkFilters> filters,
            int destinationProjectId) {}

    /** What became of one; no error means that it was done. */
    public record BulkResult(int id, String error) {}

    /** What became of each. */
    public record BulkResponse(List<BulkResult> results) {}
}
