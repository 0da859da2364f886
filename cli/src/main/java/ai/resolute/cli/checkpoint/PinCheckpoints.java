package ai.resolute.cli.checkpoint;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Map;

/** checkpoint pin, unpin: whether they stay whatever the policy. */
final class PinCheckpoints implements Command {
    private final Argument<List<String>> uuids =
            Argument.parameters("UUID", "one or several checkpoints", Kind.TEXT);
    private final Session session;
    private final String verb;
    private final String done;

    PinCheckpoints(Session session, String verb, String done) {
        this.session = session;
        this.verb = verb;
        this.done = done;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(uuids);
    }

    @Override
    public int run() {
        for (var uuid : uuids.value()) {
            session.client().post("/api/v1/checkpoints/" + uuid + "/" + verb, Map.of());
            session.around().out().println(done + " checkpoint " + uuid);
        }
        return 0;
    }
}
