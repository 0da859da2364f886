package ai.resolute.cli.model;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Map;

/** model archive, unarchive. */
final class ArchiveModel implements Command {
    private final Argument<String> name = Argument.parameter("NAME", "", Kind.TEXT, "");
    private final String verb;
    private final String done;
    private final Session session;

    ArchiveModel(Session session, String verb, String done) {
        this.session = session;
        this.verb = verb;
        this.done = done;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(name);
    }

    @Override
    public int run() {
        session.client().post(Models.path(name.value()) + "/" + verb, Map.of());
        session.around().out().println(done + " model " + name.value());
        return 0;
    }
}
