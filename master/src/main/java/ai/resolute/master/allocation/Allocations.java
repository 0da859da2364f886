package ai.resolute.master.allocation;

import ai.resolute.master.allocation.device.AcceleratorStore;
import ai.resolute.master.allocation.device.Accelerators;
import ai.resolute.master.allocation.lease.Leases;
import ai.resolute.master.allocation.lease.Signs;
import ai.resolute.master.allocation.meeting.Meetings;
import ai.resolute.master.allocation.slot.Slots;
import ai.resolute.master.duty.Decisions;
import ai.resolute.master.duty.Duties;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.resource.ResourceManager;
import ai.resolute.master.resource.WorkerExit;
import ai.resolute.master.schedule.Plan.Reason;
import ai.resolute.master.store.Database;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The only writer of allocations: decides, saves, and then acts on what was saved. */
public final class Allocations {
    private static final WorkerExit SILENT =
            new WorkerExit.Lost(
                    "its worker did not answer for %d s, so it was ended"
                            .formatted(Leases.LEASE.toSeconds()));

    private final Database database;
    private final ResourceManager resources;
    private final Queue queue;
    private final Slots slots;
    private final Duties duties;
    private final Clock clock;
    private final AllocationStore store = new AllocationStore();
    private final Decisions<AllocationId, Allocation> decisions;
    private final Signals signals = new Signals();
    private final Meetings meetings =
            new Meetings(id -> find(id).filter(Allocation::live).isEmpty());
    private final AcceleratorStore accelerators = new AcceleratorStore();
    private final Leases leases;
    private final Set<AllocationId> silent = ConcurrentHashMap.newKeySet();
    private final Map<AllocationId, Reason> troubles = new ConcurrentHashMap<>();
    private TaskOwner owner = new NoOwner();

    public Allocations(
            Database database, ResourceManager resources, Queue queue, Duties duties, Clock clock) {
        this.database = database;
        this.resources = resources;
        this.queue = queue;
        slots = new Slots(database, resources::slots, clock, this::oweSlots);
        this.duties = duties;
        this.clock = clock;
        leases = new Leases(clock.instant());
        decisions =
                new Decisions<>(
                        database, duties, "allocation", store, Decisions.Acts.always(this::settle));
        resources.listen(this::exited);
    }

    /** Sets who owns the tasks; once, before anything else. */
    public void serve(TaskOwner owner) {
        this.owner = owner;
    }

    /** Does what the saved states ask for, at start-up. */
    public void recover() {
        database.execute(store::remember);
        var live = live();
        resources.retain(live.stream().map(Allocation::id).collect(Collectors.toSet()));
        live.forEach(allocation -> decisions.owe(allocation.id()));
        oweSlots();
        replaceSilent();
    }

    /** From now on nobody gets slots, and every worker is asked to stop. */
    public void drain() {
        queue.close();
        stopHolders();
        // A plan that was made before may be giving slots still.
        duties.owe("drain", this::stopHolders);
    }

    private void stopHolders() {
        live().stream().filter(Allocation::holds).forEach(held -> stop(held.id()));
    }

    /** Settles what is owed, if it was asked for slots before; answers whether it was. */
    public boolean settle(AllocationId id) {
        if (find(id).isEmpty()) {
            return false;
        }
        database.afterCommit(() -> decisions.owe(id));
        return true;
    }

    /** Asks for slots; does nothing but settle what is owed when it was asked for before. */
    public void ask(AllocationId id, AllocationAsk ask) {
        database.execute(handle -> {
            store.insert(handle, Allocation.waiting(id, ask, clock.instant()));
            handle.afterCommit(() -> decisions.owe(id));
        });
    }

    /** Asks the worker to stop within the time that its task allows. */
    public void stop(AllocationId id) {
        find(id).ifPresent(found -> stop(id, found.ask().preemptionTimeout()));
    }

    /** Asks the worker to stop; kills it when the time is over. */
    public void stop(AllocationId id, Duration grace) {
        on(id, new AllocationEvent.StopAsked(grace));
    }

    /** Ends the worker at once. */
    public void kill(AllocationId id) {
        on(id, new AllocationEvent.KillAsked());
    }

    /** The worker says that it stops because it was asked to. */
    public void acknowledgePreemption(AllocationId id) {
        on(id, new AllocationEvent.Acknowledged());
    }

    /** A worker says something of itself, which renews its lease. */
    public void said(AllocationId id, Marks.Word word) {
        heard(id);
        on(id, new AllocationEvent.Said(word));
    }

    /** Renews the lease of a worker. */
    public void heard(AllocationId id) {
        find(id).ifPresentOrElse(this::heard, () -> leases.heard(id, clock.instant()));
    }

    /** Whether the time when it was heard of is to be saved again: not at every call. */
    boolean savesHeard(AllocationId id) {
        return leases.saves(id, clock.instant());
    }

    /** As {@link #heard(AllocationId)}, for an allocation that was just read. */
    void heard(Allocation allocation) {
        leases.heard(allocation.id(), clock.instant());
        if (allocation.state() instanceof AllocationState.Starting) {
            on(allocation.id(), new AllocationEvent.Heard());
        }
    }

    /** When the worker last made a call. */
    public Optional<Instant> lastHeard(AllocationId id) {
        return leases.lastHeard(id).or(() -> database.read(handle -> store.lastHeard(handle, id)));
    }

    /** The supervisor says for how long the training process has given no sign of life. */
    public void runnerSilent(AllocationId id, Duration silent) {
        leases.runnerLived(id, clock.instant().minus(silent));
    }

    /** The training process reported something. */
    public void reported(AllocationId id) {
        leases.reported(id, clock.instant());
    }

    /** When the parts of a worker last gave a sign of life. */
    public Signs signs(AllocationId id) {
        return leases.signs(id);
    }

    /** Waits until the worker shall stop; answers whether it shall. Unknown ones need not. */
    public boolean awaitPreemption(AllocationId id, Duration limit) {
        var found = find(id).filter(Allocation::live);
        if (found.isEmpty()) {
            return false;
        }
        heard(found.orElseThrow());
        return signals.await(id, limit, () -> find(id).filter(Allocation::stopping).isPresent());
    }

    /**
     * Waits until this is so of what a worker must know, as {@link #wake} says; renews its lease.
     */
    public void await(AllocationId id, Duration limit, BooleanSupplier so) {
        find(id).filter(Allocation::live)
                .ifPresent(found -> {
                    heard(found);
                    signals.await(id, limit, so);
                });
    }

    /** Lets those who wait for a worker's sake look again. */
    public void wake(AllocationId id) {
        signals.ring(id);
    }

    /** Removes what is known of a task that is over. */
    public void forget(Handle handle, TaskId task) {
        store.delete(handle, task);
        accelerators.delete(handle, task);
    }

    /** A worker says what devices it found. */
    public void found(Accelerators devices) {
        database.execute(handle -> accelerators.save(handle, devices));
    }

    /** The devices that the workers of a task found. */
    public List<Accelerators> accelerators(TaskId task) {
        return database.read(handle -> accelerators.list(handle, task));
    }

    /** Weighs what waits or runs by another ask from now on; what it holds stays. */
    public void askAnew(AllocationId id, AllocationAsk ask) {
        decisions.on(id, (_, before) -> before.asking(ask));
        oweSchedule();
    }

    /**
     * Ends all that hold slots, as if they had never been given any: the database was restored from
     * a backup, and their workers are elsewhere or gone.
     */
    public void forsake() {
        live().forEach(each ->
                decisions.on(each.id(), (_, before) -> before.forsaken(clock.instant())));
    }

    public Optional<Allocation> find(AllocationId id) {
        return decisions.find(id);
    }

    public Allocation get(AllocationId id) {
        return decisions.get(id);
    }

    /** The allocations of a task, oldest first. */
    public List<Allocation> list(TaskId task) {
        return database.read(handle -> store.list(handle, task));
    }

    /** Where the workers of an allocation on several nodes find each other. */
    public Meetings meetings() {
        return meetings;
    }

    /** The slots, and which of them take work. */
    public Slots slots() {
        return slots;
    }

    /** The one store of allocations, which remembers what it saved. */
    AllocationStore store() {
        return store;
    }

    /** All that are not over. */
    public List<Allocation> live() {
        return alive().stream().sorted(Comparator.comparing(each -> each.id().value())).toList();
    }

    /** The same in any order. */
    private List<Allocation> alive() {
        return store.latestLive().orElseGet(() -> database.read(store::live));
    }

    /** Why it waits, in words for people; nothing when it does not. */
    public Optional<Reason> reason(AllocationId id) {
        return Optional.ofNullable(troubles.get(id)).or(() -> queue.reason(id));
    }

    private void exited(AllocationId id, WorkerExit exit) {
        var known = exit instanceof WorkerExit.Lost && silent.contains(id) ? SILENT : exit;
        duties.owe("exit " + id, () -> on(id, new AllocationEvent.WorkerEnded(known)));
    }

    /** A worker that does not answer is ended, however alive its processes may look. */
    private void replaceSilent() {
        var now = clock.instant();
        for (var id : leases.over(alive(), now)) {
            silent.add(id);
            resources.adopt(Set.of(id));
            resources.kill(id);
        }
        duties.oweAt(now.plus(Leases.LOOK), "leases", this::replaceSilent);
    }

    private void on(AllocationId id, AllocationEvent event) {
        decisions.on(id, (_, before) -> before.on(event, clock.instant()));
    }

    private void oweSchedule() {
        duties.owe("schedule", this::schedule);
    }

    private void oweSlots() {
        duties.owe("slots", this::leaveDisabled);
        oweSchedule();
    }

    /** What holds a slot that shall be free is asked to stop. */
    private void leaveDisabled() {
        var sight = slots.sight();
        live().stream()
                .filter(held -> held.holds() && !held.stopping())
                .filter(held -> held.state().slots().stream().anyMatch(sight::stops))
                .forEach(held -> stop(held.id()));
    }

    private void settle(Allocation allocation) {
        try {
            act(allocation.id(), allocation);
            troubles.remove(allocation.id());
        } catch (UncheckedIOException trouble) {
            troubles.put(allocation.id(), new Reason("cannot go on: " + trouble.getMessage()));
            throw trouble;
        }
    }

    private void act(AllocationId id, Allocation allocation) {
        switch (allocation.owed()) {
            case AllocationAction.Schedule _ -> oweSchedule();
            case AllocationAction.StartWorker _ -> resources.start(owner.launch(allocation));
            case AllocationAction.WatchWorker _ -> resources.adopt(Set.of(id));
            case AllocationAction.TellWorker(var deadline) -> tellWorker(id, deadline);
            case AllocationAction.KillWorker _ -> {
                resources.adopt(Set.of(id));
                resources.kill(id);
            }
            case AllocationAction.TellOwner(var end) -> tellOwner(id, end);
        }
    }

    private void tellWorker(AllocationId id, Instant deadline) {
        resources.adopt(Set.of(id));
        signals.ring(id);
        duties.oweAt(deadline, "deadline " + id, () -> on(id, new AllocationEvent.Ticked()));
    }

    private void tellOwner(AllocationId id, AllocationEnd end) {
        owner.ended(id, end);
        resources.forget(id);
        signals.ring(id);
        meetings.end(id);
        leases.forget(id);
        silent.remove(id);
        oweSchedule();
    }

    private void schedule() {
        var plan = queue.plan(alive(), slots.sight());
        plan.starts().forEach((id, slots) -> on(id, new AllocationEvent.Given(slots)));
        plan.preemptions().forEach(this::stop);
    }

    private static final class NoOwner implements TaskOwner {
        @Override
        public ai.resolute.master.resource.Launch launch(Allocation allocation) {
            throw new IllegalStateException("nobody owns " + allocation.id());
        }

        @Override
        public void ended(AllocationId allocation, AllocationEnd end) {
            throw new IllegalStateException("nobody owns " + allocation);
        }
    }
}
