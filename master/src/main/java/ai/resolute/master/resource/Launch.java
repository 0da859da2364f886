package ai.resolute.master.resource;

import ai.resolute.master.id.AllocationId;
import java.util.List;
import java.util.Map;

/**
 * What a resource manager needs to start a worker.
 *
 * @param slots the slots given to it; empty for a task without slots
 * @param python interpreter for the user's process
 * @param environment variables of the user's process, the user's own included
 * @param metadata fixed facts that the supervisor needs: see docs/development/trial-protocol.md,
 *     file spec.json
 */
public record Launch(
        AllocationId allocation,
        List<Slot> slots,
        String python,
        Map<String, String> environment,
        Map<String, Object> metadata) {
    public Launch {
        slots = List.copyOf(slots);
        environment = Map.copyOf(environment);
        metadata = Map.copyOf(metadata);
    }
}
