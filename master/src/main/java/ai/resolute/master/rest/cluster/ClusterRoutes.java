package ai.resolute.master.rest.cluster;

import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.ClusterMessages.Agent;
import ai.resolute.api.ClusterMessages.AgentsResponse;
import ai.resolute.api.ClusterMessages.Container;
import ai.resolute.api.ClusterMessages.ContainerState;
import ai.resolute.api.ClusterMessages.Device;
import ai.resolute.api.ClusterMessages.DeviceStats;
import ai.resolute.api.ClusterMessages.DeviceType;
import ai.resolute.api.ClusterMessages.Job;
import ai.resolute.api.ClusterMessages.JobType;
import ai.resolute.api.ClusterMessages.JobsRequest;
import ai.resolute.api.ClusterMessages.JobsResponse;
import ai.resolute.api.ClusterMessages.PageRequest;
import ai.resolute.api.ClusterMessages.PoolsResponse;
import ai.resolute.api.ClusterMessages.SlotStats;
import ai.resolute.api.ClusterMessages.VisibleJob;
import ai.resolute.api.ExperimentMessages.JobState;
import ai.resolute.api.ExperimentMessages.JobSummary;
import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.AllocationState;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentFilter;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.rest.experiment.ExperimentView;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The node, its slots, the pool and the queue. */
public final class ClusterRoutes {
    private final Services services;

    public ClusterRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", "/api/v1/agents", PERSON, "Nodes and their slots")
                        .answer(PageRequest.class, AgentsResponse.class, this::agents),
                Route.of("GET", "/api/v1/resource-pools", PERSON, "Pools of nodes")
                        .answer(PageRequest.class, PoolsResponse.class, this::pools),
                Route.of("GET", "/api/v1/job-queues-v2", PERSON, "The queue")
                        .answer(JobsRequest.class, JobsResponse.class, this::jobs));
    }

    private AgentsResponse agents(Asked<PageRequest> asked) {
        var holders = holders();
        var agents =
                services.cluster().slots().get().stream()
                        .collect(
                                Collectors.groupingBy(
                                        Slot::node, LinkedHashMap::new, Collectors.toList()))
                        .entrySet()
                        .stream()
                        .map(node -> agent(node.getKey(), node.getValue(), holders))
                        .toList();
        var page = Paging.of(agents, asked.message().offset(), asked.message().limit());
        return new AgentsResponse(page.part(), page.pagination());
    }

    private Map<Slot, Allocation> holders() {
        var holders = new HashMap<Slot, Allocation>();
        for (var one : services.work().allocations().live()) {
            one.state().slots().forEach(slot -> holders.put(slot, one));
        }
        return holders;
    }

    private Agent agent(String node, List<Slot> slots, Map<Slot, Allocation> holders) {
        var messages = new LinkedHashMap<String, ai.resolute.api.ClusterMessages.Slot>();
        var containers = new LinkedHashMap<String, Container>();
        for (var slot : slots) {
            var message = slot(slot, Optional.ofNullable(holders.get(slot)));
            messages.put(message.id(), message);
            if (message.container() != null) {
                containers.put(message.container().id(), message.container());
            }
        }
        return new Agent(
                node,
                services.cluster().startedAt(),
                messages,
                containers,
                List.of("127.0.0.1"),
                true,
                false,
                Cluster.COMPATIBLE,
                List.of(Cluster.POOL),
                stats(slots, holders));
    }

    private ai.resolute.api.ClusterMessages.Slot slot(Slot slot, Optional<Allocation> holder) {
        var device = device(slot);
        return new ai.resolute.api.ClusterMessages.Slot(
                Integer.toString(slot.index()),
                device,
                true,
                holder.map(one -> container(slot, one, device)).orElse(null),
                false,
                holder.map(one -> one.id().value()),
                holder.flatMap(one -> services.work().trials().find(one.id().task()))
                        .map(trial -> trial.id().value()),
                holder.map(one -> LiveView.experiment(one).value()));
    }

    private static Container container(Slot slot, Allocation one, Device device) {
        var state =
                one.state() instanceof AllocationState.Starting
                        ? ContainerState.STATE_STARTING
                        : ContainerState.STATE_RUNNING;
        return new Container(slot.node(), one.id().value(), state, List.of(device), false);
    }

    private static Device device(Slot slot) {
        return new Device(
                slot.index(), type(slot) == DeviceType.TYPE_CPU ? "CPU share" : "", "", type(slot));
    }

    private static DeviceType type(Slot slot) {
        return switch (slot.device()) {
            case CPU -> DeviceType.TYPE_CPU;
            case CUDA -> DeviceType.TYPE_CUDA;
        };
    }

    private static SlotStats stats(List<Slot> slots, Map<Slot, Allocation> holders) {
        var byType = new LinkedHashMap<String, DeviceStats>();
        slots.stream()
                .collect(Collectors.groupingBy(ClusterRoutes::type))
                .forEach((type, of) -> {
                    var busy = (int) of.stream().filter(holders::containsKey).count();
                    var states =
                            busy == 0 ? Map.<String, Integer>of() : Map.of("STATE_RUNNING", busy);
                    byType.put(type.name(), new DeviceStats(states, 0, 0, of.size()));
                });
        return new SlotStats(byType, Map.of());
    }

    private PoolsResponse pools(Asked<PageRequest> asked) {
        var pool = Pools.only(services, holders().size());
        var page = Paging.of(List.of(pool), asked.message().offset(), asked.message().limit());
        return new PoolsResponse(page.part(), page.pagination());
    }

    private JobsResponse jobs(Asked<JobsRequest> asked) {
        var live = LiveView.of(services);
        var jobs =
                services.work().experiments().list(ExperimentFilter.ALL).stream()
                        .filter(Experiment::live)
                        .map(one -> job(one, live))
                        .filter(job ->
                                asked.message().states().isEmpty()
                                        || asked.message().states().contains(job.summary().state()))
                        .sorted(Comparator.comparing(Job::submissionTime))
                        .map(VisibleJob::new)
                        .toList();
        var page = Paging.of(jobs, asked.message().offset(), asked.message().limit());
        return new JobsResponse(page.pagination(), page.part());
    }

    private Job job(Experiment one, LiveView live) {
        var mine = live.of(one.id());
        var held =
                mine.stream()
                        .filter(Allocation::holds)
                        .mapToInt(allocation -> allocation.ask().slots())
                        .sum();
        var asked = mine.stream().mapToInt(allocation -> allocation.ask().slots()).sum();
        var owner = services.accounts().users().get(one.origin().owner());
        return new Job(
                new JobSummary(held > 0 ? JobState.STATE_SCHEDULED : JobState.STATE_QUEUED, 0),
                ExperimentView.jobId(one),
                one.id().toString(),
                JobType.TYPE_EXPERIMENT,
                one.origin().createdAt(),
                owner.username(),
                owner.id().value(),
                Cluster.POOL,
                true,
                one.origin().config().resources().priority(),
                one.origin().config().resources().weight(),
                one.origin().config().name(),
                asked,
                held,
                services.work().experiments().progress(one),
                1);
    }
}
