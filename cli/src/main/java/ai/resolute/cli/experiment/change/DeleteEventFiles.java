package ai.resolute.cli.experiment.change;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.Confirmation;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.util.List;

/** experiment delete-tb-files: what TensorBoard reads; trials, metrics and checkpoints stay. */
public final class DeleteEventFiles implements Command {
    private final Argument<List<Long>> ids =
            Argument.parameters("ID", "one or several experiments", Kind.ID);
    private final Confirmation confirmation = new Confirmation();
    private final Session session;

    public DeleteEventFiles(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(ids, confirmation.argument());
    }

    @Override
    public int run() {
        confirmation.require(
                session.around(),
                "Delete the TensorBoard files of %s for good?"
                        .formatted(Wording.plural(ids.value().size(), "experiment")));
        for (var id : ids.value()) {
            session.client().delete("/api/v1/experiments/" + id + "/tensorboard-files");
            session.around().out().println("Deleted the TensorBoard files of experiment " + id);
        }
        return 0;
    }
}
