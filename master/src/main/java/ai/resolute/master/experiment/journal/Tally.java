package ai.resolute.master.experiment.journal;

import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.trial.Ending;

/**
 * How the trials of an experiment ended.
 *
 * @param requested how many the search asked for
 * @param lastFailure why the last failed one failed; empty when none did
 */
public record Tally(int requested, int ended, int errored, int canceled, String lastFailure) {
    public static final Tally EMPTY = new Tally(0, 0, 0, 0, "");

    public Tally requested(int more) {
        return new Tally(requested + more, ended, errored, canceled, lastFailure);
    }

    public Tally failed(String why) {
        return new Tally(requested, ended, errored, canceled, why);
    }

    public Tally ended(Ending ending) {
        return switch (ending.outcome()) {
            case COMPLETED, STOPPED_EARLY, INVALID_HYPERPARAMETERS ->
                    new Tally(requested, ended + 1, errored, canceled, lastFailure);
            case ERRORED -> new Tally(requested, ended + 1, errored + 1, canceled, ending.reason());
            case CANCELED -> new Tally(requested, ended + 1, errored, canceled + 1, lastFailure);
        };
    }

    /** An end counts no longer: its trial goes on. */
    public Tally reopened(Ending ending) {
        var errors = ending.outcome() == Ending.Outcome.ERRORED ? errored - 1 : errored;
        var cancels = ending.outcome() == Ending.Outcome.CANCELED ? canceled - 1 : canceled;
        return new Tally(requested, ended - 1, errors, cancels, errors == 0 ? "" : lastFailure);
    }

    /**
     * Only errors count as failures; an experiment fails or is canceled when all its trials are.
     */
    public Outcome outcome() {
        if (requested > 0 && errored >= requested) {
            return Outcome.ERRORED;
        }
        return requested > 0 && canceled >= requested ? Outcome.CANCELED : Outcome.COMPLETED;
    }

    public String reason(Outcome outcome) {
        return switch (outcome) {
            case COMPLETED ->
                    "%d of %d trials completed".formatted(completed(), requested)
                            + (errored > 0 ? ", %d failed".formatted(errored) : "")
                            + (canceled > 0 ? ", %d canceled".formatted(canceled) : "");
            case CANCELED -> "canceled on request";
            case KILLED -> "killed on request";
            case ERRORED ->
                    errored == 0
                            ? lastFailure
                            : "%d of %d trials failed, the last one because: %s"
                                    .formatted(errored, requested, lastFailure);
        };
    }

    /** Whether some trial failed or was canceled. */
    public boolean unfinished() {
        return completed() < requested;
    }

    private int completed() {
        return ended - errored - canceled;
    }
}
