package ai.resolute.master.rest.task;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;
import static ai.resolute.master.rest.table.Permission.WORKER;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.worker.NoteMessages.AcceleratorData;
import ai.resolute.api.worker.NoteMessages.AcceleratorRequest;
import ai.resolute.api.worker.NoteMessages.AcceleratorResponse;
import ai.resolute.api.worker.NoteMessages.ProxyAddressRequest;
import ai.resolute.api.worker.NoteMessages.ResourcesRequest;
import ai.resolute.api.worker.TaskMessages.AllocationRequest;
import ai.resolute.api.worker.TaskMessages.TaskRequest;
import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.Allocations;
import ai.resolute.master.allocation.Marks.Word;
import ai.resolute.master.allocation.device.Accelerators;
import ai.resolute.master.allocation.meeting.Node;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.List;

/** What workers say of the resources that they have, and of their own state. */
public final class ResourceRoutes {
    private static final String ONE = "/api/v1/allocations/{allocationId}";

    private final Services services;

    public ResourceRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of(
                                "POST",
                                ONE + "/acceleratorData",
                                WORKER,
                                "Say which devices a worker found")
                        .answer(AcceleratorRequest.class, Nothing.class, this::found),
                Route.of(
                                "GET",
                                "/api/v1/tasks/{taskId}/acceleratorData",
                                EXPERIMENT,
                                "The devices that the workers of a task found")
                        .answer(TaskRequest.class, AcceleratorResponse.class, this::devices),
                Route.of("POST", ONE + "/ready", WORKER, "Say that what it serves is ready")
                        .answer(
                                AllocationRequest.class,
                                Nothing.class,
                                asked -> say(asked.message(), new Word.Ready())),
                Route.of("POST", ONE + "/waiting", WORKER, "Say that it waits for its input")
                        .answer(
                                AllocationRequest.class,
                                Nothing.class,
                                asked -> say(asked.message(), new Word.Waiting())),
                Route.of(
                                "POST",
                                ONE + "/proxy_address",
                                WORKER,
                                "Say where what it serves is reached")
                        .answer(ProxyAddressRequest.class, Nothing.class, this::address),
                Route.of(
                                "POST",
                                ONE + "/resources/{resourcesId}/daemon",
                                WORKER,
                                "Say that a node need not end by itself")
                        .answer(ResourcesRequest.class, Nothing.class, this::daemon),
                Route.of(
                                "POST",
                                ONE + "/signals/pending_preemption",
                                WORKER,
                                "Say that whoever lent the slots wants them back")
                        .answer(AllocationRequest.class, Nothing.class, this::wantedBack));
    }

    private Nothing found(Asked<AcceleratorRequest> asked) {
        var data = asked.message().acceleratorData();
        if (data == null) {
            throw new InvalidRequest("no_accelerators", "acceleratorData: missing");
        }
        var allocation = allocation(asked.message().allocationId());
        allocations()
                .found(
                        new Accelerators(
                                allocation.id(),
                                data.containerId(),
                                data.nodeName(),
                                data.acceleratorType(),
                                data.acceleratorUuids()));
        return new Nothing();
    }

    private AcceleratorResponse devices(Asked<TaskRequest> asked) {
        var task = services.work().trialOf(new TaskId(asked.message().taskId())).origin().task();
        return new AcceleratorResponse(
                allocations().accelerators(task).stream().map(ResourceRoutes::message).toList());
    }

    private static AcceleratorData message(Accelerators found) {
        return new AcceleratorData(
                found.container(),
                found.allocation().value(),
                found.node(),
                found.allocation().task().value(),
                found.device(),
                found.uuids(),
                Cluster.POOL);
    }

    private Nothing say(AllocationRequest request, Word word) {
        return say(allocation(request.allocationId()), word);
    }

    private Nothing say(Allocation allocation, Word word) {
        allocations().said(allocation.id(), word);
        return new Nothing();
    }

    private Nothing address(Asked<ProxyAddressRequest> asked) {
        var request = asked.message();
        return say(allocation(request.allocationId()), new Word.Address(request.proxyAddress()));
    }

    private Nothing daemon(Asked<ResourcesRequest> asked) {
        var allocation = allocation(asked.message().allocationId());
        var nodes = Node.of(allocation).stream().map(Node::id).toList();
        if (!nodes.contains(asked.message().resourcesId())) {
            throw new NotFound(
                    "resources_not_found",
                    "allocation '%s' has no resources '%s'"
                            .formatted(allocation.id(), asked.message().resourcesId()));
        }
        return say(allocation, new Word.Daemon(asked.message().resourcesId()));
    }

    private Nothing wantedBack(Asked<AllocationRequest> asked) {
        allocations().stop(allocation(asked.message().allocationId()).id());
        return new Nothing();
    }

    private Allocation allocation(String id) {
        return allocations().get(new AllocationId(id));
    }

    private Allocations allocations() {
        return services.work().allocations();
    }
}
