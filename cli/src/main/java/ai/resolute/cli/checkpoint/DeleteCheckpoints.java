package ai.resolute.cli.checkpoint;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.Confirmation;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** checkpoint delete: all of them, or by patterns some of their files. */
final class DeleteCheckpoints implements Command {
    private final Argument<List<String>> uuids =
            Argument.parameters("UUID", "one or several checkpoints", Kind.TEXT);
    private final Argument<List<String>> globs =
            Argument.options(
                    "--glob",
                    "PATTERN",
                    "only the files that this names, such as 'code/**'; may be given again",
                    Kind.TEXT);
    private final Confirmation confirmation = new Confirmation();
    private final Session session;

    DeleteCheckpoints(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(uuids, globs, confirmation.argument());
    }

    @Override
    public int run() {
        if (globs.value().isEmpty()) {
            deleteWhole();
        } else {
            var what = Wording.plural(uuids.value().size(), "checkpoint");
            confirmation.require(
                    session.around(),
                    "Delete " + String.join(", ", globs.value()) + " of " + what + " for good?");
            session.client()
                    .post(
                            "/api/v1/checkpoints/rm",
                            Map.of(
                                    "checkpointUuids",
                                    uuids.value(),
                                    "checkpointGlobs",
                                    globs.value()));
            session.around().out().println("Deleted files of " + what);
        }
        return 0;
    }

    private void deleteWhole() {
        var there = new ArrayList<String>();
        for (var uuid : uuids.value()) {
            if (Checkpoints.get(session, uuid).state().equals("DELETED")) {
                session.around().out().println("Checkpoint " + uuid + " had been deleted already");
            } else {
                there.add(uuid);
            }
        }
        if (there.isEmpty()) {
            return;
        }
        var what = Wording.plural(there.size(), "checkpoint");
        confirmation.require(session.around(), "Delete " + what + " for good?");
        session.client().delete("/api/v1/checkpoints", Map.of("checkpointUuids", there));
        session.around().out().println("Deleted " + what);
    }
}
