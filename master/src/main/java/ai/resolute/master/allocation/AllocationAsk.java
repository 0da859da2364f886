package ai.resolute.master.allocation;

import java.time.Duration;
import java.util.Optional;

/**
 * What a task asks for.
 *
 * @param group what is weighed against each other: one per experiment
 * @param order asks of lower order go first
 * @param preemptionTimeout how long the worker may take to stop when it is asked to
 */
public record AllocationAsk(
        String group,
        double weight,
        Optional<Integer> maxSlots,
        int slots,
        long order,
        Duration preemptionTimeout) {}
