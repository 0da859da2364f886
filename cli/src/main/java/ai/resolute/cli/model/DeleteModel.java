package ai.resolute.cli.model;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.Confirmation;
import ai.resolute.cli.session.Session;
import java.util.List;

/** model delete. */
final class DeleteModel implements Command {
    private final Argument<String> name = Argument.parameter("NAME", "", Kind.TEXT, "");
    private final Confirmation confirmation = new Confirmation();
    private final Session session;

    DeleteModel(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(name, confirmation.argument());
    }

    @Override
    public int run() {
        confirmation.require(
                session.around(), "Forget model " + name.value() + " and its versions?");
        session.client().delete(Models.path(name.value()));
        session.around().out().println("Deleted model " + name.value());
        return 0;
    }
}
