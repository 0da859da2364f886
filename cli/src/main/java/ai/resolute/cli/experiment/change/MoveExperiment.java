package ai.resolute.cli.experiment.change;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** experiment move: there is one project, so that there is nowhere else to go. */
public final class MoveExperiment implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final Argument<String> workspace = Argument.parameter("WORKSPACE", "", Kind.TEXT, "");
    private final Argument<String> project = Argument.parameter("PROJECT", "", Kind.TEXT, "");
    private final Session session;

    public MoveExperiment(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(id, workspace, project);
    }

    @Override
    public int run() {
        var workspaces =
                session.client()
                        .get("/api/v1/workspaces?nameCaseSensitive=" + query(workspace.value()))
                        .views("workspaces");
        var found =
                workspaces.stream()
                        .flatMap(each ->
                                session
                                        .client()
                                        .get(
                                                "/api/v1/workspaces/%d/projects?nameCaseSensitive=%s"
                                                        .formatted(
                                                                each.whole("id"),
                                                                query(project.value())))
                                        .views("projects")
                                        .stream())
                        .findFirst()
                        .orElseThrow(this::unknown);
        session.client()
                .post(
                        "/api/v1/experiments/" + id.value() + "/move",
                        Map.of(
                                "experimentId",
                                id.value(),
                                "destinationProjectId",
                                found.whole("id")));
        session.around()
                .out()
                .println(
                        "Moved experiment %d to %s/%s"
                                .formatted(id.value(), workspace.value(), project.value()));
        return 0;
    }

    private Failure unknown() {
        return new Failure(
                Failure.Status.NOT_FOUND,
                "Cannot move experiment " + id.value() + ".",
                "there is no project '%s' in a workspace '%s': a cluster has one project, Uncategorized in Uncategorized"
                        .formatted(project.value(), workspace.value()),
                "labels tell experiments apart: det experiment label add " + id.value() + " LABEL",
                "");
    }

    private static String query(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
