package ai.resolute.cli.trial;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.watch.TrialTable;
import java.util.List;

/** trial list, experiment list-trials: the trials of an experiment. */
public final class ListTrials implements Command {
    private final Argument<Long> experiment = Argument.id("EXPERIMENT");
    private final OutputOption output = new OutputOption();
    private final Session session;

    public ListTrials(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(experiment);
    }

    @Override
    public int run() {
        var around = session.around();
        var id = experiment.value();
        var table = new TrialTable(session.experiments().get(id), session.experiments().trials(id));
        output.write(
                around,
                table.listing(around.clock().instant(), around.outStyle()),
                "Experiment " + id + " has no trials yet. Watch it: det experiment wait " + id);
        return 0;
    }
}
