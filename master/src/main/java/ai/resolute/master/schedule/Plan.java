package ai.resolute.master.schedule;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a scheduler wants: each waiting allocation is in {@code starts} or in {@code waits}. */
public record Plan(
        Map<AllocationId, List<Slot>> starts,
        Set<AllocationId> preemptions,
        Map<AllocationId, Reason> waits) {
    public Plan {
        starts = Map.copyOf(starts);
        preemptions = Set.copyOf(preemptions);
        waits = Map.copyOf(waits);
    }

    /** Why an allocation waits, in words for people: "needs 1 slot, 0 of 2 free". */
    public record Reason(String text) {}
}
