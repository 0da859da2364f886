package ai.resolute.cli.watch;

import ai.resolute.api.client.ExperimentView;
import ai.resolute.api.client.RunState;
import ai.resolute.api.client.TrialView;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Surroundings;
import java.util.Optional;

/** How a search ended. */
public final class Result {
    private final Surroundings around;
    private final Sighting seen;

    Result(Surroundings around, Sighting seen) {
        this.around = around;
        this.seen = seen;
    }

    public boolean isSuccess() {
        return seen.experiment().state() == RunState.COMPLETED;
    }

    public ExperimentView experiment() {
        return seen.experiment();
    }

    public Optional<TrialView> bestTrial() {
        return seen.best();
    }

    /** "✔ done in 8m 50s · best trial 6 · val_accuracy 0.984". */
    public String headline() {
        var style = around.errStyle();
        var experiment = seen.experiment();
        var time = Wording.duration(seen.elapsed());
        var best =
                seen.best()
                        .map(trial ->
                                " · best trial "
                                        + trial.id()
                                        + " · "
                                        + experiment.metric()
                                        + " "
                                        + style.bold(
                                                seen.bestValue().map(Wording::number).orElse("")))
                        .orElse("");
        return switch (experiment.state()) {
            case COMPLETED -> style.green("✔ ") + "done in " + time + best;
            case CANCELED -> "■ canceled after " + time + best;
            case PAUSED -> "■ stopped after " + time + best;
            default -> style.red("✗ ") + "failed after " + time + best;
        };
    }

    /** Why it failed: the experiment's word, else that of the first trial that failed. */
    public String reason() {
        return experiment()
                .failure()
                .or(() ->
                        seen.trials().stream()
                                .filter(trial -> trial.state() == RunState.FAILED)
                                .flatMap(trial -> trial.failure().stream())
                                .findFirst())
                .orElse("no reason is recorded");
    }

    /** The trial to look at when it failed. */
    public Optional<TrialView> failedTrial() {
        return seen.trials().stream().filter(trial -> trial.state() == RunState.FAILED).findFirst();
    }

    /** Headline and table. */
    public void tell(Surroundings to) {
        to.say(headline());
        to.say("");
        to.out().print(table().text(to, to.outStyle(), to.outWidth()));
        to.out().flush();
        to.say("");
    }

    private TrialTable table() {
        return new TrialTable(seen.experiment(), seen.trials());
    }
}
