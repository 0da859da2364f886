package ai.resolute.cli.model;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Map;

/** model register-version: a checkpoint as the next one. */
final class RegisterVersion implements Command {
    private final Argument<String> name = Argument.parameter("NAME", "", Kind.TEXT, "");
    private final Argument<String> uuid = Argument.parameter("UUID", "", Kind.TEXT, "");
    private final Argument<String> comment =
            Argument.option("--comment", "TEXT", "what to say of it", Kind.TEXT, "");
    private final OutputOption output = new OutputOption();
    private final Session session;

    RegisterVersion(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(name, uuid, comment);
    }

    @Override
    public int run() {
        var version =
                session.client()
                        .post(
                                Models.path(name.value()) + "/versions",
                                Map.of(
                                        "checkpointUuid", uuid.value(),
                                        "comment", comment.value()))
                        .view("modelVersion");
        if (output.isTable()) {
            session.around()
                    .out()
                    .println(
                            "Registered version %d of model %s"
                                    .formatted(version.whole("version"), name.value()));
        } else {
            output.write(session.around(), Models.versionRow(version));
        }
        return 0;
    }
}
