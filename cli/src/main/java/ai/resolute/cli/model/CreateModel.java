package ai.resolute.cli.model;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Map;

/** model create: a new name in the registry. */
final class CreateModel implements Command {
    private final Argument<String> name = Argument.parameter("NAME", "", Kind.TEXT, "");
    private final Argument<String> description =
            Argument.option("--description", "TEXT", "what it is", Kind.TEXT, "");
    private final OutputOption output = new OutputOption();
    private final Session session;

    CreateModel(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(name, description);
    }

    @Override
    public int run() {
        var made =
                session.client()
                        .post(
                                "/api/v1/models",
                                Map.of("name", name.value(), "description", description.value()));
        if (output.isTable()) {
            session.around().out().println("Created model " + name.value());
        } else {
            output.write(session.around(), Models.row(made.view("model")));
        }
        return 0;
    }
}
