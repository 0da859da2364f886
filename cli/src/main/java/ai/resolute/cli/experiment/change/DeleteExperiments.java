package ai.resolute.cli.experiment.change;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.Confirmation;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.util.List;

/**
 * experiment delete and experiment delete-tb-files: an experiment with all it has, or a part of it.
 */
public final class DeleteExperiments implements Command {
    private final Argument<List<Long>> ids =
            Argument.parameters("ID", "one or several experiments", Kind.ID);
    private final Confirmation confirmation = new Confirmation();
    private final Session session;
    private final What what;

    /**
     * What is deleted.
     *
     * @param question of {@code %s} experiments
     * @param path below the route of the experiment
     * @param told once the master has it, of an experiment's number
     */
    private record What(String question, String path, String told) {}

    private DeleteExperiments(Session session, What what) {
        this.session = session;
        this.what = what;
    }

    /** With trials, metrics, logs and checkpoints, for good. */
    public static DeleteExperiments whole(Session session) {
        return new DeleteExperiments(
                session,
                new What(
                        "Delete %s for good, with trials, metrics, logs and checkpoints?",
                        "", "Deleting experiment %d"));
    }

    /** What TensorBoard reads; trials, metrics and checkpoints stay. */
    public static DeleteExperiments eventFiles(Session session) {
        return new DeleteExperiments(
                session,
                new What(
                        "Delete the TensorBoard files of %s for good?",
                        "/tensorboard-files", "Deleted the TensorBoard files of experiment %d"));
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(ids, confirmation.argument());
    }

    @Override
    public int run() {
        confirmation.require(
                session.around(),
                what.question().formatted(Wording.plural(ids.value().size(), "experiment")));
        for (var id : ids.value()) {
            session.client().delete("/api/v1/experiments/" + id + what.path());
            session.around().out().println(what.told().formatted(id));
        }
        return 0;
    }
}
