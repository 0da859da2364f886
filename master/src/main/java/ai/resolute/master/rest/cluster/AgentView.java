package ai.resolute.master.rest.cluster;

import ai.resolute.api.ClusterMessages.Agent;
import ai.resolute.api.ClusterMessages.Container;
import ai.resolute.api.ClusterMessages.ContainerState;
import ai.resolute.api.ClusterMessages.Device;
import ai.resolute.api.ClusterMessages.DeviceStats;
import ai.resolute.api.ClusterMessages.DeviceType;
import ai.resolute.api.ClusterMessages.SlotStats;
import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.AllocationState;
import ai.resolute.master.allocation.slot.Disabled;
import ai.resolute.master.allocation.slot.Slots.Sight;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Services;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Nodes and their slots as messages, as of one moment. */
record AgentView(Services services, Sight sight, Map<Slot, Allocation> holders) {
    static AgentView of(Services services) {
        var holders = new HashMap<Slot, Allocation>();
        for (var one : services.work().allocations().live()) {
            one.state().slots().forEach(slot -> holders.put(slot, one));
        }
        return new AgentView(services, services.work().allocations().slots().sight(), holders);
    }

    List<Agent> agents() {
        return sight.all().stream()
                .collect(Collectors.groupingBy(Slot::node, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(node -> agent(node.getKey(), node.getValue()))
                .toList();
    }

    Agent agent(String node) {
        return agents().stream()
                .filter(agent -> agent.id().equals(node))
                .findFirst()
                .orElseThrow(() ->
                        new NotFound("agent_not_found", "agent '%s' not found".formatted(node)));
    }

    ai.resolute.api.ClusterMessages.Slot slot(String node, int index) {
        return sight.all().stream()
                .filter(slot -> slot.node().equals(node) && slot.index() == index)
                .findFirst()
                .map(this::slot)
                .orElseThrow(() ->
                        new NotFound(
                                "slot_not_found",
                                "slot %d of agent '%s' not found".formatted(index, node)));
    }

    private Agent agent(String node, List<Slot> slots) {
        var messages = new LinkedHashMap<String, ai.resolute.api.ClusterMessages.Slot>();
        var containers = new LinkedHashMap<String, Container>();
        for (var slot : slots) {
            var message = slot(slot);
            messages.put(message.id(), message);
            if (message.container() != null) {
                containers.put(message.container().id(), message.container());
            }
        }
        var whole =
                sight.disabled().stream()
                        .filter(each -> each.node().equals(node) && each.slot().isEmpty())
                        .findFirst();
        return new Agent(
                node,
                services.cluster().startedAt(),
                messages,
                containers,
                List.of("127.0.0.1"),
                whole.isEmpty(),
                whole.filter(Disabled::drains).isPresent(),
                Cluster.COMPATIBLE,
                List.of(Cluster.POOL),
                stats(slots));
    }

    private ai.resolute.api.ClusterMessages.Slot slot(Slot slot) {
        var device = device(slot);
        var holder = Optional.ofNullable(holders.get(slot));
        var disabled = sight.why(slot);
        return new ai.resolute.api.ClusterMessages.Slot(
                Integer.toString(slot.index()),
                device,
                disabled.isEmpty(),
                holder.map(one -> container(slot, one, device)).orElse(null),
                disabled.filter(Disabled::drains).isPresent(),
                holder.map(one -> one.id().value()),
                holder.flatMap(one -> services.work().trials().find(one.id().task()))
                        .map(trial -> trial.id().value()),
                holder.map(one -> LiveView.experiment(one).value()),
                disabled.map(Disabled::by),
                disabled.map(Disabled::since));
    }

    private static Container container(Slot slot, Allocation one, Device device) {
        var state =
                one.state() instanceof AllocationState.Starting
                        ? ContainerState.STATE_STARTING
                        : ContainerState.STATE_RUNNING;
        return new Container(slot.node(), one.id().value(), state, List.of(device), false);
    }

    private Device device(Slot slot) {
        var hardware = services.cluster().hardware().apply(slot);
        var brand = type(slot) == DeviceType.TYPE_CPU ? "CPU share" : hardware.brand();
        return new Device(slot.index(), brand, hardware.uuid(), type(slot));
    }

    private static DeviceType type(Slot slot) {
        return switch (slot.device()) {
            case CPU -> DeviceType.TYPE_CPU;
            case CUDA -> DeviceType.TYPE_CUDA;
        };
    }

    private SlotStats stats(List<Slot> slots) {
        var byType = new LinkedHashMap<String, DeviceStats>();
        slots.stream()
                .collect(Collectors.groupingBy(AgentView::type))
                .forEach((type, of) -> {
                    var busy = (int) of.stream().filter(holders::containsKey).count();
                    var states =
                            busy == 0 ? Map.<String, Integer>of() : Map.of("STATE_RUNNING", busy);
                    var off = of.stream().flatMap(slot -> sight.why(slot).stream()).toList();
                    var draining = (int) off.stream().filter(Disabled::drains).count();
                    byType.put(
                            type.name(), new DeviceStats(states, draining, off.size(), of.size()));
                });
        return new SlotStats(byType, Map.of());
    }
}
