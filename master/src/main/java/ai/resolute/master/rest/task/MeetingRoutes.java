package ai.resolute.master.rest.task;

import static ai.resolute.master.rest.table.Permission.WORKER;

import ai.resolute.api.worker.MeetingMessages.ContainerRequest;
import ai.resolute.api.worker.MeetingMessages.GatherRequest;
import ai.resolute.api.worker.MeetingMessages.GatherResponse;
import ai.resolute.api.worker.MeetingMessages.RendezvousInfo;
import ai.resolute.api.worker.MeetingMessages.RendezvousRequest;
import ai.resolute.api.worker.MeetingMessages.RendezvousResponse;
import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.meeting.Guest;
import ai.resolute.master.allocation.meeting.Meetings;
import ai.resolute.master.allocation.meeting.Node;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the workers of one allocation find each other. Each call waits until all have come. */
public final class MeetingRoutes {
    private static final String ONE = "/api/v1/allocations/{allocationId}";
    private static final String HERE = "127.0.0.1";

    private final Services services;

    public MeetingRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of(
                                "GET",
                                ONE + "/resources/{resourcesId}/rendezvous",
                                WORKER,
                                "Wait for the workers of the other nodes; where they are")
                        .answer(
                                RendezvousRequest.class,
                                RendezvousResponse.class,
                                this::rendezvous),
                Route.of(
                                "POST",
                                ONE + "/all_gather",
                                WORKER,
                                "Wait for the others; what each of them brought")
                        .answer(GatherRequest.class, GatherResponse.class, this::gather),
                Route.of(
                                "POST",
                                ONE + "/notify_container_running",
                                WORKER,
                                "Say that a node runs and wait for the others")
                        .answer(ContainerRequest.class, GatherResponse.class, this::running));
    }

    private RendezvousResponse rendezvous(Asked<RendezvousRequest> asked) {
        var request = asked.message();
        var allocation = allocation(request.allocationId());
        var nodes = Node.of(allocation);
        var mine = Node.of(allocation, request.resourcesId());
        var at = new At(mine.rank(), address(request.address(), mine, nodes), mine.slots());
        var all =
                meetings()
                        .meet(
                                allocation.id(),
                                "rendezvous",
                                nodes.size(),
                                new Guest<>("%06d".formatted(mine.rank()), at));
        return new RendezvousResponse(
                new RendezvousInfo(
                        all.stream().map(At::address).toList(),
                        mine.rank(),
                        all.stream().map(At::slots).toList()));
    }

    private record At(int rank, String address, int slots) {}

    /** What it says of itself; else the name of its node, unless it is alone. */
    private static String address(Optional<String> said, Node mine, List<Node> nodes) {
        return said.filter(text -> !text.isEmpty()).orElse(nodes.size() == 1 ? HERE : mine.name());
    }

    private GatherResponse gather(Asked<GatherRequest> asked) {
        var request = asked.message();
        return answer(
                request.allocationId(),
                "gather",
                request.numPeers(),
                new Guest<>(request.requestUuid(), request.data()));
    }

    private GatherResponse running(Asked<ContainerRequest> asked) {
        var request = asked.message();
        return answer(
                request.allocationId(),
                "running",
                request.numPeers(),
                new Guest<>(request.requestUuid(), request.data()));
    }

    private GatherResponse answer(
            String id, String purpose, int peers, Guest<Map<String, @Nullable Object>> guest) {
        if (guest.name().isEmpty() || peers < 1) {
            throw new InvalidRequest(
                    "bad_gather",
                    "requestUuid and numPeers are needed, and numPeers is at least 1");
        }
        return new GatherResponse(meetings().meet(allocation(id).id(), purpose, peers, guest));
    }

    private Allocation allocation(String id) {
        var found = services.work().allocations().get(new AllocationId(id));
        if (!found.live()) {
            throw new Conflict("allocation_over", "allocation '%s' is over".formatted(id));
        }
        return found;
    }

    private Meetings meetings() {
        return services.work().allocations().meetings();
    }
}
