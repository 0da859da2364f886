package ai.resolute.cli.checkpoint;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.Confirmation;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
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
        var what = Wording.plural(uuids.value().size(), "checkpoint");
        if (globs.value().isEmpty()) {
            confirmation.require(session.around(), "Delete " + what + " for good?");
            session.client()
                    .delete("/api/v1/checkpoints", Map.of("checkpointUuids", uuids.value()));
            session.around().out().println("Deleted " + what);
        } else {
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
}
