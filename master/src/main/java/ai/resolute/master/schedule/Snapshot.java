package ai.resolute.master.schedule;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import java.util.List;
import java.util.Optional;

/** Everything a scheduler may look at. */
public record Snapshot(List<Slot> slots, List<Ask> waiting, List<Held> running) {
    public Snapshot {
        slots = List.copyOf(slots);
        waiting = List.copyOf(waiting);
        running = List.copyOf(running);
    }

    /** An allocation that wants slots. Asks are ordered by {@code order}, the lower first. */
    public record Ask(AllocationId allocation, Group group, int slots, long order) {}

    /** An allocation that holds slots. */
    public record Held(
            AllocationId allocation, Group group, List<Slot> slots, boolean preempting) {}

    /** What is weighed against each other: an experiment with its limits. */
    public record Group(String name, double weight, Optional<Integer> maxSlots) {}
}
