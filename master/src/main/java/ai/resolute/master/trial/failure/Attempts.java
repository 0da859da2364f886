package ai.resolute.master.trial.failure;

import ai.resolute.master.trial.failure.Policy.Restart;
import java.time.Duration;
import java.util.Optional;

/**
 * How often a trial was tried.
 *
 * @param run number of the current or last run, from 1; 0 before the first
 * @param restarts how many runs followed a failure that counts
 * @param lastFailure why the last failed run failed
 * @param setbacks how many runs in a row failed without having brought the trial further
 * @param refused why a failure ends the trial, whatever {@code max_restarts} says
 */
public record Attempts(
        int run,
        int restarts,
        Optional<Failure> lastFailure,
        int setbacks,
        Optional<String> refused) {
    public static final Attempts NONE = new Attempts(0, 0, Optional.empty(), 0, Optional.empty());

    /** Another run begins. */
    public Attempts next() {
        return new Attempts(run + 1, restarts, lastFailure, setbacks, refused);
    }

    /** Another process takes the trial up, from where it is. */
    public Attempts takenUp() {
        return new Attempts(run + 1, run == 0 ? 0 : restarts + 1, lastFailure, 0, refused);
    }

    /** What failed before counts no longer. */
    public Attempts again() {
        return new Attempts(run, 0, Optional.empty(), 0, Optional.empty());
    }

    /** The current run brought the trial further. */
    public Attempts advanced() {
        return new Attempts(run, restarts, lastFailure, 0, refused);
    }

    /** No failure shall be followed by another run. */
    public Attempts refuse(String why) {
        return new Attempts(
                run, restarts, lastFailure, setbacks, refused.or(() -> Optional.of(why)));
    }

    /** The current run failed, and is the last. */
    public Attempts failed(Failure failure) {
        return new Attempts(run, restarts, Optional.of(failure), setbacks + 1, refused);
    }

    /** The current run failed, and another follows. */
    public Attempts restart(Failure failure) {
        var counted = failure.policy().restart() == Restart.COUNTED ? 1 : 0;
        return new Attempts(run, restarts + counted, Optional.of(failure), setbacks + 1, refused);
    }

    /** Why a run that failed so is not followed by another; nothing when it is. */
    public Optional<String> end(Failure failure, int maxRestarts) {
        if (!failure.restartable()) {
            return Optional.of("a restart cannot mend that");
        }
        if (refused.isPresent()) {
            return refused;
        }
        return switch (failure.policy().restart()) {
            case NEVER -> Optional.of("another run would end the same way");
            case COUNTED ->
                    restarts < maxRestarts
                            ? Optional.empty()
                            : Optional.of(
                                    "it was restarted %d of %d times"
                                            .formatted(restarts, maxRestarts));
            case ALWAYS -> Optional.empty();
        };
    }

    /** How long the trial waits before the run that follows its last failure. */
    public Duration backOff() {
        return lastFailure
                .map(failure -> failure.policy().backOff().after(setbacks))
                .orElse(Duration.ZERO);
    }
}
