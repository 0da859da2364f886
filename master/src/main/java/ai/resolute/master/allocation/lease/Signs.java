package ai.resolute.master.allocation.lease;

import java.time.Instant;
import java.util.Optional;

/**
 * What a worker gave of life, as far as this master has heard: its supervisor may answer while the
 * training process does not, and that may live and compute without a report.
 *
 * @param runner when its training process last lived
 * @param report when that last reported something
 */
public record Signs(Optional<Instant> runner, Optional<Instant> report) {
    static final Signs NONE = new Signs(Optional.empty(), Optional.empty());

    Signs runnerAt(Instant time) {
        return new Signs(Optional.of(time), report);
    }

    Signs reportAt(Instant time) {
        return new Signs(runner, Optional.of(time));
    }
}
