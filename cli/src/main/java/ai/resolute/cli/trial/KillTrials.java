package ai.resolute.cli.trial;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Map;

/** trial kill: the search goes on with the others. */
final class KillTrials implements Command {
    private final Argument<List<Long>> ids =
            Argument.parameters("ID", "one or several trials", Kind.ID);
    private final Session session;

    KillTrials(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(ids);
    }

    @Override
    public int run() {
        for (var id : ids.value()) {
            var state = Trials.get(session.client(), id).state();
            session.client().post("/api/v1/trials/" + id + "/kill", Map.of());
            session.around()
                    .out()
                    .println(
                            state.isTerminal()
                                    ? "Trial %d had ended already: %s".formatted(id, state)
                                    : "Killed trial " + id);
        }
        return 0;
    }
}
