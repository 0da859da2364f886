package ai.resolute.cli.experiment.change;

import ai.resolute.api.client.RunState;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** experiment pause, activate, cancel, kill, archive, unarchive. */
public final class ChangeState implements Command {
    private static final Set<String> ENDS = Set.of("cancel", "kill");

    private final Argument<List<Long>> ids =
            Argument.parameters("ID", "one or several experiments", Kind.ID);

    private final Session session;
    private final String verb;
    private final String done;

    public ChangeState(Session session, String verb, String done) {
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
            session.around().out().println(change(id));
        }
        return 0;
    }

    /** What has ended can be asked to end again, which changes nothing. */
    private String change(long id) {
        var ended =
                ENDS.contains(verb)
                        ? Optional.of(session.experiments().get(id).state())
                                .filter(RunState::isTerminal)
                        : Optional.<RunState>empty();
        session.experiments().change(id, verb);
        return ended.map(state -> "Experiment %d had ended already: %s".formatted(id, state))
                .orElse(done + " experiment " + id);
    }
}
