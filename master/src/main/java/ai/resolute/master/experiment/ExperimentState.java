package ai.resolute.master.experiment;

import java.time.Instant;
import java.util.Locale;

/** Where an experiment is. */
public sealed interface ExperimentState {
    /** For people: "paused", "being canceled", "completed". */
    default String words() {
        return switch (this) {
            case Active _ -> "active";
            case Paused _ -> "paused";
            case Stopping(var outcome) ->
                    outcome == Outcome.COMPLETED ? "finishing" : "being " + outcome.words();
            case Ended(var outcome, _, _) -> outcome.words();
            case Deleting _ -> "being deleted";
            case DeleteFailed _ -> "not deleted";
        };
    }

    /** What people may ask of it, for them: "paused, canceled or killed". */
    default String possible() {
        return switch (this) {
            case Active _ -> "paused, canceled or killed";
            case Paused _ -> "activated, canceled or killed";
            case Stopping _ -> "killed";
            case Ended _ -> "archived or deleted";
            case Deleting _ -> "left alone until it is gone";
            case DeleteFailed _ -> "deleted";
        };
    }

    /** Its trials run, or wait for slots. */
    record Active() implements ExperimentState {}

    /** Its trials hold no slots, or are about to let go of them. */
    record Paused() implements ExperimentState {}

    /** Its trials are being ended. */
    record Stopping(Outcome outcome) implements ExperimentState {}

    /**
     * It is over.
     *
     * @param reason a sentence for people
     */
    record Ended(Outcome outcome, String reason, Instant at) implements ExperimentState {}

    /** It and all that belongs to it are being removed. */
    record Deleting(Ended before) implements ExperimentState {}

    /**
     * Removing it did not work; it can be tried again.
     *
     * @param why a sentence for people
     */
    record DeleteFailed(Ended before, String why) implements ExperimentState {}

    /** How an experiment ends. */
    enum Outcome {
        COMPLETED,
        CANCELED,
        KILLED,
        ERRORED;

        String words() {
            return this == ERRORED ? "ended by failures" : name().toLowerCase(Locale.ROOT);
        }
    }
}
