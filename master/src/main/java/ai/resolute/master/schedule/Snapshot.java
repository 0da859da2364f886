package ai.resolute.master.schedule;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything a scheduler may look at.
 *
 * @param slots those that take work
 * @param disabled how many more there are that do not
 */
public record Snapshot(List<Slot> slots, List<Ask> waiting, List<Held> running, int disabled) {
    public Snapshot {
        slots = List.copyOf(slots);
        waiting = List.copyOf(waiting);
        running = List.copyOf(running);
    }

    /** All slots take work. */
    public Snapshot(List<Slot> slots, List<Ask> waiting, List<Held> running) {
        this(slots, waiting, running, 0);
    }

    /**
     * An allocation that wants slots. Asks are ordered by {@code order}, the lower first.
     *
     * @param without nodes that it shall not run on
     */
    public record Ask(
            AllocationId allocation, Group group, int slots, long order, Set<String> without) {
        /** Any node will do. */
        public Ask(AllocationId allocation, Group group, int slots, long order) {
            this(allocation, group, slots, order, Set.of());
        }
    }

    /** An allocation that holds slots. */
    public record Held(
            AllocationId allocation, Group group, List<Slot> slots, boolean preempting) {}

    /** What is weighed against each other: an experiment with its limits. */
    public record Group(String name, double weight, Optional<Integer> maxSlots) {}
}
