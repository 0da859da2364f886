package ai.resolute.master.allocation;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Launch;

/** Who owns tasks: says what their workers are, and is told how their allocations end. */
public interface TaskOwner {
    /** What to start on the slots that this allocation holds. */
    Launch launch(Allocation allocation);

    /** The allocation is over. Told at least once. */
    void ended(AllocationId allocation, AllocationEnd end);
}
