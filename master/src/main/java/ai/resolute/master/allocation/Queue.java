package ai.resolute.master.allocation;

import ai.resolute.master.allocation.slot.Slots;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.schedule.Plan;
import ai.resolute.master.schedule.Plan.Reason;
import ai.resolute.master.schedule.Scheduler;
import ai.resolute.master.schedule.Snapshot;
import ai.resolute.master.schedule.Snapshot.Ask;
import ai.resolute.master.schedule.Snapshot.Group;
import ai.resolute.master.schedule.Snapshot.Held;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts allocations before the scheduler and remembers why some wait. */
public final class Queue {
    private static final Reason CLOSED = new Reason("the cluster is stopping; it goes on later");

    private final Scheduler scheduler;
    private volatile Map<AllocationId, Reason> waits = Map.of();
    private volatile boolean closed;

    public Queue(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    Plan plan(List<Allocation> live, Slots.Sight slots) {
        var snapshot = snapshot(live, slots);
        var plan = closed ? nothing(snapshot) : scheduler.plan(snapshot);
        waits = plan.waits();
        return plan;
    }

    /** From now on nobody gets slots. */
    void close() {
        closed = true;
    }

    Optional<Reason> reason(AllocationId id) {
        return Optional.ofNullable(waits.get(id));
    }

    private static Snapshot snapshot(List<Allocation> live, Slots.Sight slots) {
        var asks = live.stream().filter(each -> !each.holds()).map(Queue::ask).toList();
        var held = live.stream().filter(Allocation::holds).map(Queue::held).toList();
        var enabled = slots.enabled();
        return new Snapshot(enabled, asks, held, slots.all().size() - enabled.size());
    }

    private static Ask ask(Allocation waiting) {
        var ask = waiting.ask();
        var without = Set.copyOf(ask.without().orElse(List.of()));
        return new Ask(waiting.id(), group(ask), ask.slots(), ask.order(), without);
    }

    private static Held held(Allocation held) {
        return new Held(held.id(), group(held.ask()), held.state().slots(), held.stopping());
    }

    private static Group group(AllocationAsk ask) {
        return new Group(ask.group(), ask.weight(), ask.maxSlots());
    }

    private static Plan nothing(Snapshot snapshot) {
        var waits =
                snapshot.waiting().stream().collect(Collectors.toMap(Ask::allocation, _ -> CLOSED));
        return new Plan(Map.of(), Set.of(), waits);
    }
}
