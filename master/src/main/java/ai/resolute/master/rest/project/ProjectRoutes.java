package ai.resolute.master.rest.project;

import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.ProjectMessages.PlacesRequest;
import ai.resolute.api.ProjectMessages.Project;
import ai.resolute.api.ProjectMessages.ProjectRequest;
import ai.resolute.api.ProjectMessages.ProjectResponse;
import ai.resolute.api.ProjectMessages.ProjectsResponse;
import ai.resolute.api.ProjectMessages.Workspace;
import ai.resolute.api.ProjectMessages.WorkspaceResponse;
import ai.resolute.api.ProjectMessages.WorkspaceState;
import ai.resolute.api.ProjectMessages.WorkspacesResponse;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentFilter;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Places;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.user.User;
import ai.resolute.master.user.Users;
import java.util.List;
import java.util.Locale;

/** The one workspace and its one project. */
public final class ProjectRoutes {
    private static final String WORKSPACES = "/api/v1/workspaces";

    private final Services services;

    public ProjectRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", WORKSPACES, PERSON, "Workspaces, of which there is one")
                        .answer(PlacesRequest.class, WorkspacesResponse.class, this::workspaces),
                Route.of("GET", WORKSPACES + "/{workspaceId}", PERSON, "One workspace")
                        .answer(PlacesRequest.class, WorkspaceResponse.class, this::workspace),
                Route.of("GET", WORKSPACES + "/{workspaceId}/projects", PERSON, "Its projects")
                        .answer(PlacesRequest.class, ProjectsResponse.class, this::projects),
                Route.of("GET", "/api/v1/projects/{projectId}", PERSON, "One project")
                        .answer(ProjectRequest.class, ProjectResponse.class, this::project));
    }

    private WorkspacesResponse workspaces(Asked<PlacesRequest> asked) {
        var page = page(fits(asked.message()) ? List.of(workspace()) : List.of(), asked.message());
        return new WorkspacesResponse(page.part(), page.pagination());
    }

    private WorkspaceResponse workspace(Asked<PlacesRequest> asked) {
        requireOnly("workspace", asked.message().workspaceId());
        return new WorkspaceResponse(workspace());
    }

    private ProjectsResponse projects(Asked<PlacesRequest> asked) {
        requireOnly("workspace", asked.message().workspaceId());
        var page = page(fits(asked.message()) ? List.of(project()) : List.of(), asked.message());
        return new ProjectsResponse(page.part(), page.pagination());
    }

    private ProjectResponse project(Asked<ProjectRequest> asked) {
        requireOnly("project", asked.message().projectId());
        return new ProjectResponse(project());
    }

    private Workspace workspace() {
        var owner = owner();
        return new Workspace(
                Places.ONLY,
                Places.NAME,
                false,
                owner.username(),
                true,
                1,
                false,
                owner.id().value(),
                experiments().size(),
                WorkspaceState.WORKSPACE_STATE_UNSPECIFIED,
                "",
                null,
                null);
    }

    private Project project() {
        var owner = owner();
        var experiments = experiments();
        return new Project(
                Places.ONLY,
                Places.NAME,
                "",
                List.of(),
                Places.ONLY,
                Places.NAME,
                false,
                experiments.size(),
                (int) experiments.stream().filter(Experiment::live).count(),
                true,
                owner.username(),
                owner.id().value(),
                WorkspaceState.WORKSPACE_STATE_UNSPECIFIED,
                "",
                "",
                experiments.stream().mapToInt(Experiment::trials).sum());
    }

    private List<Experiment> experiments() {
        return services.work().experiments().list(ExperimentFilter.ALL);
    }

    private User owner() {
        return services.accounts().users().get(Users.ADMIN);
    }

    private static boolean fits(PlacesRequest request) {
        var exact = request.nameCaseSensitive();
        return (exact.isEmpty() || exact.equals(Places.NAME))
                && Places.NAME
                        .toLowerCase(Locale.ROOT)
                        .contains(request.name().toLowerCase(Locale.ROOT));
    }

    private static <T> Paging<T> page(List<T> all, PlacesRequest request) {
        return Paging.of(all, request.offset(), request.limit());
    }

    private static void requireOnly(String what, int number) {
        if (number != Places.ONLY) {
            throw new NotFound(
                    what + "_not_found",
                    "%s (%d) not found: there is one %s, of number %d"
                            .formatted(what, number, what, Places.ONLY));
        }
    }
}
