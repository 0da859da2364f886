package ai.resolute.cli.watch;

import ai.resolute.api.client.ExperimentCalls;
import java.time.Instant;

/** Where a watch looks. */
@FunctionalInterface
public interface Lookout {
    Sighting look(Instant now);

    /** Looks at a search of a master. */
    static Lookout at(ExperimentCalls calls, long id) {
        return now -> Sighting.of(calls.get(id), calls.trials(id), now);
    }
}
