package ai.resolute.master.experiment;

import java.time.Instant;

/** Where an experiment is. */
public sealed interface ExperimentState {
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

    /** How an experiment ends. */
    enum Outcome {
        COMPLETED,
        CANCELED,
        KILLED,
        ERRORED
    }
}
