package ai.resolute.master.allocation.device;

import ai.resolute.master.id.AllocationId;
import java.util.List;

/**
 * What one worker found.
 *
 * @param container names the worker among those of its allocation
 * @param device what they are, such as {@code cuda}
 * @param uuids one each
 */
public record Accelerators(
        AllocationId allocation, String container, String node, String device, List<String> uuids) {
    public Accelerators {
        uuids = List.copyOf(uuids);
    }
}
