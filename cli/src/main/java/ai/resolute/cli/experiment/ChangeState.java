package ai.resolute.cli.experiment;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.util.List;

/** experiment pause, activate, cancel, kill, archive, unarchive. */
final class ChangeState implements Command {
    private final Argument<List<Long>> ids =
            Argument.parameters("ID", "one or several experiments", Kind.ID);

    private final Session session;
    private final String verb;
    private final String done;

    ChangeState(Session session, String verb, String done) {
        this.session = session;
        this.verb = verb;
        this.done = done;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(ids);
    }

    @Override
    public int run() {
        for (var id : ids.value()) {
            session.experiments().change(id, verb);
            session.around().out().println(done + " experiment " + id);
        }
        return 0;
    }
}
