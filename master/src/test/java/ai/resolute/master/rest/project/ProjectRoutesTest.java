package ai.resolute.master.rest.project;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.rest.ServedMaster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The one workspace and its one project. */
class ProjectRoutesTest extends ServedMaster {
    @Test
    void thereIsOneOfEach() {
        create();
        var workspaces = person.read("/api/v1/workspaces");
        assertThat(workspaces.at("workspaces.0.name")).isEqualTo("Uncategorized");
        assertThat(workspaces.at("workspaces.0.immutable")).isEqualTo(true);
        assertThat(workspaces.number("pagination.total")).isEqualTo(1);
        assertThat(person.read("/api/v1/workspaces/1").number("workspace.numExperiments"))
                .isEqualTo(1);
        var project = person.read("/api/v1/workspaces/1/projects?name=uncat");
        assertThat(project.number("projects.0.numActiveExperiments")).isEqualTo(1);
        assertThat(project.number("projects.0.numRuns")).isEqualTo(1);
        assertThat(person.read("/api/v1/projects/1").number("project.workspaceId")).isEqualTo(1);
    }

    @Test
    void anotherIsNotFound() {
        assertThat(person.read("/api/v1/workspaces?nameCaseSensitive=mine").at("workspaces"))
                .isEqualTo(List.of());
        for (var path :
                List.of(
                        "/api/v1/workspaces/2",
                        "/api/v1/workspaces/2/projects",
                        "/api/v1/projects/2")) {
            assertThat(person.get(path).status()).as(path).isEqualTo(404);
        }
        assertThat(person.post("/api/v1/workspaces", "{\"name\": \"mine\"}").status())
                .isEqualTo(501);
    }
}
