package ai.resolute.master.schedule;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a scheduler wants: each waiting allocation is in {@code starts} or in {@code waits}. The
 * maps belong to the plan from then on; there may be very many that wait.
 */
public record Plan(
        Map<AllocationId, List<Slot>> starts,
        Set<AllocationId> preemptions,
        Map<AllocationId, Reason> waits) {
    public Plan {
        starts = Collections.unmodifiableMap(starts);
        preemptions = Set.copyOf(preemptions);
        waits = Collections.unmodifiableMap(waits);
    }

    /** Why an allocation waits, in words for people: "needs 1 slot, 0 of 2 free". */
    public record Reason(String text) {}
}
