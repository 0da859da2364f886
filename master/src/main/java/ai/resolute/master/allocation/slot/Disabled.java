package ai.resolute.master.allocation.slot;

import ai.resolute.master.resource.Slot;
import java.time.Instant;
import java.util.Optional;

/**
 * A slot, or a whole node, that takes no work.
 *
 * @param slot its index; none means all slots of the node
 * @param drains whether what runs there goes on to its end
 * @param by who disabled it
 */
public record Disabled(
        String node, Optional<Integer> slot, boolean drains, String by, Instant since) {
    /** Whether it is about this slot. */
    public boolean covers(Slot other) {
        return node.equals(other.node()) && slot.filter(index -> index != other.index()).isEmpty();
    }
}
