package ai.resolute.cli.experiment;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.trial.LogChoice;
import ai.resolute.cli.trial.TrialLogs;
import java.util.List;

/** experiment logs: the log of its first trial. */
final class ExperimentLogs implements Command {
    private final Argument<Long> id = Argument.id("EXPERIMENT");
    private final LogChoice choice = new LogChoice();
    private final Session session;

    ExperimentLogs(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return choice.after(id);
    }

    @Override
    public int run() {
        var trials = session.experiments().trials(id.value());
        if (trials.isEmpty()) {
            throw new Failure(
                    Failure.Status.NOT_FOUND,
                    "Experiment " + id.value() + " has no log yet.",
                    "it has no trial yet",
                    "det experiment wait " + id.value(),
                    "");
        }
        return TrialLogs.print(session, trials.getFirst().id(), choice);
    }
}
