package ai.resolute.master.trial;

import ai.resolute.master.trial.failure.Failure;
import java.util.Optional;

/**
 * How often a trial was tried.
 *
 * @param run number of the current or last run, from 1; 0 before the first
 * @param restarts how many runs followed a failure
 * @param lastFailure why the last failed run failed
 */
public record Attempts(int run, int restarts, Optional<Failure> lastFailure) {
    static final Attempts NONE = new Attempts(0, 0, Optional.empty());

    Attempts next() {
        return new Attempts(run + 1, restarts, lastFailure);
    }

    Attempts failed(Failure failure) {
        return new Attempts(run, restarts, Optional.of(failure));
    }

    Attempts restart(Failure failure) {
        return new Attempts(run, restarts + 1, Optional.of(failure));
    }
}
