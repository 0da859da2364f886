package ai.resolute.master.trial;

import ai.resolute.master.config.Length;
import ai.resolute.master.trial.failure.Failure;
import java.time.Instant;
import java.util.Optional;

/** Where a trial is. */
public sealed interface TrialState {
    /** It has no allocation and asks for none. */
    record Paused() implements TrialState {}

    /** Its current run waits for slots or is on them. */
    record Running(Notes notes) implements TrialState {}

    /** Its current run is asked to checkpoint and stop; the trial goes on later. */
    record Pausing(Notes notes) implements TrialState {}

    /** Its current run is asked to checkpoint and stop, and is the last. */
    record Stopping(Ending ending, Notes notes) implements TrialState {}

    /** Its current run is being killed, and is the last. */
    record Killing(Ending ending) implements TrialState {}

    /** Its last run failed; it has no allocation until then, and goes on with the next run. */
    record BackingOff(Instant until) implements TrialState {}

    /**
     * A process that the cluster did not start runs it; it has no allocation.
     *
     * @param heard when that process last gave a sign of life
     */
    record Remote(Instant heard) implements TrialState {}

    /** It is over. */
    record Ended(Ending ending, Instant at) implements TrialState {}

    /**
     * What the current run told before its end.
     *
     * @param stopped whether its script asked for an early stop
     * @param reached the last length that it trained to, of those that the search told it
     */
    record Notes(Optional<Failure> failure, boolean stopped, Optional<Length> reached) {
        static final Notes NONE = new Notes(Optional.empty(), false, Optional.empty());

        /** What was told first is why; the rest follows from it. */
        Notes with(Failure told) {
            return new Notes(failure.or(() -> Optional.of(told)), stopped, reached);
        }

        Notes withStop() {
            return new Notes(failure, true, reached);
        }

        Notes with(Length length) {
            return new Notes(failure, stopped, Optional.of(length));
        }
    }
}
