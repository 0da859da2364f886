package ai.resolute.api.worker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the workers of one allocation find each other. */
public final class MeetingMessages {
    private MeetingMessages() {}

    /**
     * A worker looks for those of the other nodes. Ours is {@code address}: where the others reach
     * it, if that is not the name of its node.
     */
    public record RendezvousRequest(
            String allocationId, String resourcesId, Optional<String> address) {}

    /** Where all are. */
    public record RendezvousResponse(RendezvousInfo rendezvousInfo) {}

    /**
     * Where the workers of an allocation are, by rank.
     *
     * @param rank of the one that asked
     * @param slots how many each has
     */
    public record RendezvousInfo(List<String> addresses, int rank, List<Integer> slots) {}

    /**
     * One of so many peers brings something.
     *
     * @param requestUuid the same when it asks again
     */
    public record GatherRequest(
            String allocationId,
            String requestUuid,
            int numPeers,
            Map<String, @Nullable Object> data) {}

    /** What all of them brought, in the same order for each of them. */
    public record GatherResponse(List<Map<String, @Nullable Object>> data) {}

    /** As {@link GatherRequest}, of a node that runs. */
    public record ContainerRequest(
            String allocationId,
            String requestUuid,
            int numPeers,
            int rank,
            String nodeName,
            Map<String, @Nullable Object> data) {}
}
