package ai.resolute.master.trial;

import ai.resolute.master.id.TaskId;
import ai.resolute.master.trial.Ending.Outcome;
import ai.resolute.master.trial.TrialState.Ended;
import java.util.Optional;
import java.util.function.Function;

/** Says in the log of a trial what the master decides about it, and why. */
public final class TrialLog {
    private final Function<Trial, Optional<String>> newestCheckpoint;
    private final Lines lines;

    /** Where lines go. */
    @FunctionalInterface
    public interface Lines {
        void append(TaskId task, String level, String text);
    }

    /**
     * Writes to these lines.
     *
     * @param newestCheckpoint the checkpoint that the next run of a trial starts from, in words
     */
    public TrialLog(Function<Trial, Optional<String>> newestCheckpoint, Lines lines) {
        this.newestCheckpoint = newestCheckpoint;
        this.lines = lines;
    }

    void changed(Trial before, Trial after) {
        if (after.attempts().restarts() > before.attempts().restarts()) {
            lines.append(after.origin().task(), "WARNING", restart(after));
        }
        if (before.live() && after.state() instanceof Ended(var ending, _)) {
            var level = ending.outcome() == Outcome.ERRORED ? "ERROR" : "INFO";
            lines.append(after.origin().task(), level, ended(after, ending));
        }
    }

    private String restart(Trial trial) {
        var attempts = trial.attempts();
        var from = newestCheckpoint.apply(trial).orElse("the beginning: it has no checkpoint yet");
        return "trial %s failed: %s; restarting from %s (restart %d of %d)"
                .formatted(
                        trial.id(),
                        attempts.lastFailure().map(Failure::message).orElse("no reason known"),
                        from,
                        attempts.restarts(),
                        trial.origin().maxRestarts());
    }

    private static String ended(Trial trial, Ending ending) {
        return switch (ending.outcome()) {
            case ERRORED ->
                    "trial %s failed: %s; %s"
                            .formatted(trial.id(), ending.reason(), whyNoRestart(trial));
            case CANCELED -> "trial %s was %s".formatted(trial.id(), ending.reason());
            case COMPLETED, STOPPED_EARLY, INVALID_HYPERPARAMETERS ->
                    "trial %s ended: %s".formatted(trial.id(), ending.reason());
        };
    }

    private static String whyNoRestart(Trial trial) {
        var attempts = trial.attempts();
        return attempts.lastFailure().filter(Failure::restartable).isPresent()
                ? "it was restarted %d of %d times, so it ends here"
                        .formatted(attempts.restarts(), trial.origin().maxRestarts())
                : "a restart cannot mend that, so it ends here";
    }
}
