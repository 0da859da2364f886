package ai.resolute.master.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What trials run on.
 *
 * @param maxSlots how many slots all trials of the experiment may hold together
 * @param preemptionTimeout how long a trial may take to checkpoint and stop
 * @param isolateTmp whether each trial gets its own {@code /tmp} where the kernel allows it
 */
public record ResourceConfig(
        int slotsPerTrial,
        Optional<Integer> maxSlots,
        double weight,
        int priority,
        Duration preemptionTimeout,
        boolean isolateTmp) {}
