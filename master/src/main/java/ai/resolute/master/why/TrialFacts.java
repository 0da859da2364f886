package ai.resolute.master.why;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.lease.Signs;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.trial.Trial;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a trial.
 *
 * @param allocation of its current or last run
 * @param waits why that has no slots, as the scheduler says
 * @param heard when its worker was last heard
 * @param signs when its training process last lived and reported
 * @param activity what its runner does
 */
record TrialFacts(
        Trial trial,
        Experiment experiment,
        Optional<Allocation> allocation,
        Optional<String> waits,
        Optional<Instant> heard,
        Signs signs,
        Optional<String> activity,
        Wanted wanted) {

    /** Who last asked something of it, and of its experiment. */
    record Wanted(Optional<Wish> ofTrial, Optional<Wish> ofExperiment) {}
}
