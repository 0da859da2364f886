package ai.resolute.cli.model;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.Confirmation;
import ai.resolute.cli.session.Session;
import java.util.List;

/** model delete-version. */
final class DeleteVersion implements Command {
    private final Argument<String> name = Argument.parameter("NAME", "", Kind.TEXT, "");
    private final Argument<Long> number = Argument.id("VERSION");
    private final Confirmation confirmation = new Confirmation();
    private final Session session;

    DeleteVersion(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(name, number, confirmation.argument());
    }

    @Override
    public int run() {
        var what = "version " + number.value() + " of model " + name.value();
        confirmation.require(session.around(), "Forget " + what + "?");
        session.client().delete(Models.path(name.value()) + "/versions/" + number.value());
        session.around().out().println("Deleted " + what);
        return 0;
    }
}
