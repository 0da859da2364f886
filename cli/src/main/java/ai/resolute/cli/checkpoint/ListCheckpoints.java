package ai.resolute.cli.checkpoint;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import java.util.List;

/** checkpoint list, experiment list-checkpoints: those of an experiment, best first. */
public final class ListCheckpoints implements Command {
    private final Argument<Long> id = Argument.id("EXPERIMENT");
    private final Argument<Integer> best =
            Argument.option("--best", "N", "only the best N", Kind.COUNT, Integer.MAX_VALUE);
    private final Ranking ranking = new Ranking();
    private final OutputOption output = new OutputOption();
    private final Session session;

    public ListCheckpoints(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return Argument.join(
                List.of(id, best), Argument.join(ranking.arguments(), output.arguments()));
    }

    @Override
    public int run() {
        if (best.value() < 0) {
            throw Failure.usage(
                    "--best " + best.value() + " is not a count.",
                    "it must be 0 or more",
                    "--best 3");
        }
        var experiment = session.experiments().get(id.value());
        var rows =
                session.experiments().checkpoints(id.value(), "").stream()
                        .sorted(ranking.bestFirst(experiment))
                        .limit(best.value())
                        .map(Checkpoints::row)
                        .toList();
        output.write(
                session.around(),
                Checkpoints.listing(rows, experiment.metric(), session.around().clock()),
                "Experiment "
                        + id.value()
                        + " has no checkpoints yet. Watch it: det experiment wait "
                        + id.value());
        return 0;
    }
}
