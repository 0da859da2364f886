package ai.resolute.master.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What trials run on.
 *
 * @param nativeParallel whether one process of a trial uses all of its slots
 * @param maxSlots how many slots all trials of the experiment may hold together
 * @param preemptionTimeout how long a trial may take to checkpoint and stop
 * @param isolateTmp whether each trial gets its own {@code /tmp} where the kernel allows it
 */
public record ResourceConfig(
        int slotsPerTrial,
        boolean nativeParallel,
        Optional<Integer> maxSlots,
        double weight,
        int priority,
        Duration preemptionTimeout,
        boolean isolateTmp) {
    /** How many processes train a trial together: one for each slot. */
    public int processesPerTrial() {
        return nativeParallel ? 1 : Math.max(1, slotsPerTrial);
    }
}
