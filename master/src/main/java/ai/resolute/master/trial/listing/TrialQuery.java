package ai.resolute.master.trial.listing;

import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import java.util.Optional;
import java.util.Set;

/**
 * Which trials of an experiment, and in what order; equal ones come in the order of their numbers.
 *
 * @param wanted all where absent
 */
public record TrialQuery(
        ExperimentId experiment, Key key, Direction direction, Optional<Wanted> wanted) {

    /** What trials are sorted by; those that have none are last, and first when descending. */
    public enum Key {
        ID,
        STARTED,
        ENDED,
        OUTCOME,
        BEST,
        LATEST,
        STEPS,
        SECONDS,
        RESTARTS,
        /** Of its checkpoints. */
        SIZE
    }

    /** Smallest first, or largest first. */
    public enum Direction {
        ASCENDING,
        DESCENDING
    }

    /**
     * Trials that ended like this, and these.
     *
     * @param outcomes names of {@link ai.resolute.master.trial.Ending.Outcome}
     * @param trials such as have not ended
     */
    public record Wanted(Set<String> outcomes, Set<TrialId> trials) {
        public Wanted {
            outcomes = Set.copyOf(outcomes);
            trials = Set.copyOf(trials);
        }
    }
}
