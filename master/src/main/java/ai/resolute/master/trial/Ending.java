package ai.resolute.master.trial;

import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.failure.FailureClass;
import ai.resolute.master.trial.failure.Policy;

/**
 * How a trial ends or ended.
 *
 * @param kind a stable word: {@code trained}, {@code canceled}, {@code killed}, or the kind of its
 *     failure
 * @param reason a sentence for people
 */
public record Ending(Outcome outcome, String kind, String reason) {
    /** What a trial's end counts as. */
    public enum Outcome {
        COMPLETED,
        STOPPED_EARLY,
        INVALID_HYPERPARAMETERS,
        CANCELED,
        ERRORED
    }

    /** It trained as far as it should. */
    public static final Ending TRAINED =
            new Ending(Outcome.COMPLETED, "trained", "trained to its end");

    static final Ending STOPPED_BY_SCRIPT =
            new Ending(Outcome.STOPPED_EARLY, "script", "stopped early, as its script asked");
    static final Ending INVALID =
            new Ending(
                    Outcome.INVALID_HYPERPARAMETERS,
                    "invalid_hyperparameters",
                    "its script refused these hyperparameters");

    /** The search has seen enough of it. */
    public static final Ending STOPPED_BY_SEARCH =
            new Ending(Outcome.STOPPED_EARLY, "search", "stopped early by the search");

    /** Somebody asked for a stop with a checkpoint. */
    public static final Ending CANCELED =
            new Ending(Outcome.CANCELED, "canceled", "canceled on request");

    /** Somebody asked for a stop at once. */
    public static final Ending KILLED = new Ending(Outcome.CANCELED, "killed", "killed on request");

    /** What it failed of. */
    public FailureClass type() {
        return FailureClass.of(kind);
    }

    /** Whether it failed at its hyperparameters, and would again. */
    public boolean blamesPoint() {
        return outcome == Outcome.ERRORED && Policy.of(type()).blamesPoint();
    }

    /** Its process said, by itself, that it had done what it should. */
    public static final Ending TOLD_COMPLETED =
            new Ending(Outcome.COMPLETED, "trained", "its process said that it was done");

    /** Its process said that somebody stopped it. */
    public static final Ending TOLD_CANCELED =
            new Ending(Outcome.CANCELED, "canceled", "canceled, as its process said");

    /** Its process said that it failed, and no more than that. */
    public static final Ending TOLD_FAILED =
            new Ending(
                    Outcome.ERRORED,
                    "exit_status",
                    "its process said that it failed; its log, and the terminal where it ran, say of what");

    static Ending errored(Failure failure) {
        return new Ending(Outcome.ERRORED, failure.kind(), failure.message());
    }
}
