package ai.resolute.master.allocation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a task asks for.
 *
 * @param group what is weighed against each other: one per experiment
 * @param order asks of lower order go first
 * @param preemptionTimeout how long the worker may take to stop when it is asked to
 * @param without nodes that it shall not run on
 */
public record AllocationAsk(
        String group,
        double weight,
        Optional<Integer> maxSlots,
        int slots,
        long order,
        Duration preemptionTimeout,
        Optional<List<String>> without) {

    /** Any node will do. */
    public AllocationAsk(
            String group,
            double weight,
            Optional<Integer> maxSlots,
            int slots,
            long order,
            Duration preemptionTimeout) {
        this(group, weight, maxSlots, slots, order, preemptionTimeout, Optional.empty());
    }

    /** The same, but not on these nodes. */
    public AllocationAsk without(List<String> nodes) {
        return nodes.isEmpty()
                ? this
                : new AllocationAsk(
                        group,
                        weight,
                        maxSlots,
                        slots,
                        order,
                        preemptionTimeout,
                        Optional.of(nodes));
    }
}
