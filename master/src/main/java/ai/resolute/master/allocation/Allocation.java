package ai.resolute.master.allocation;

import ai.resolute.master.allocation.AllocationEnd.Killed;
import ai.resolute.master.allocation.AllocationEnd.Preempted;
import ai.resolute.master.allocation.AllocationEnd.TimedOut;
import ai.resolute.master.allocation.AllocationEnd.Withdrawn;
import ai.resolute.master.allocation.AllocationEvent.Acknowledged;
import ai.resolute.master.allocation.AllocationEvent.Given;
import ai.resolute.master.allocation.AllocationEvent.Heard;
import ai.resolute.master.allocation.AllocationEvent.KillAsked;
import ai.resolute.master.allocation.AllocationEvent.Said;
import ai.resolute.master.allocation.AllocationEvent.StopAsked;
import ai.resolute.master.allocation.AllocationEvent.Ticked;
import ai.resolute.master.allocation.AllocationEvent.WorkerEnded;
import ai.resolute.master.allocation.AllocationState.Ended;
import ai.resolute.master.allocation.AllocationState.Killing;
import ai.resolute.master.allocation.AllocationState.Preempting;
import ai.resolute.master.allocation.AllocationState.Running;
import ai.resolute.master.allocation.AllocationState.Starting;
import ai.resolute.master.allocation.AllocationState.Waiting;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.resource.WorkerExit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The slots given to one run of a task, and the worker on them. What is owed follows from the state
 * alone, so that it can be derived again after a crash.
 */
public record Allocation(
        AllocationId id,
        AllocationAsk ask,
        AllocationState state,
        Instant createdAt,
        Optional<Instant> startedAt,
        long version) {

    static Allocation waiting(AllocationId id, AllocationAsk ask, Instant now) {
        return new Allocation(id, ask, new Waiting(), now, Optional.empty(), 0);
    }

    /** Whether it is not over. */
    public boolean live() {
        return !(state instanceof Ended);
    }

    /** Whether it has been given what it asks for and has not let go of it. */
    public boolean holds() {
        return live() && !(state instanceof Waiting);
    }

    /** The nodes that it is on. */
    public List<String> nodes() {
        return state.slots().stream().map(Slot::node).distinct().toList();
    }

    /** Whether its worker shall stop. */
    public boolean stopping() {
        return state instanceof Preempting || state instanceof Killing;
    }

    /**
     * The next record. Late and repeated events are answered, never rejected: workers retry. The
     * answer is this very record when nothing changes.
     */
    Allocation on(AllocationEvent event, Instant now) {
        return switch (new Case(state, event)) {
            case Case(Waiting _, Given(var slots)) -> given(slots, now);
            case Case(Waiting _, StopAsked _) -> to(new Ended(new Withdrawn(), now));
            case Case(Waiting _, KillAsked _) -> to(new Ended(new Withdrawn(), now));
            case Case(Waiting _, Heard _) -> this;
            case Case(Waiting _, Said _) -> this;
            case Case(Waiting _, Acknowledged _) -> this;
            case Case(Waiting _, Ticked _) -> this;
            case Case(Waiting _, WorkerEnded _) -> this;

            case Case(Starting(var slots), Heard _) -> to(new Running(slots));
            case Case(Starting(var slots), Said(var word)) -> to(new Running(slots).with(word));
            case Case(Starting(var slots), StopAsked(var grace)) ->
                    to(new Preempting(slots, now.plus(grace), false));
            case Case(Starting(var slots), KillAsked _) -> to(new Killing(slots, false));
            case Case(Starting _, WorkerEnded(var exit)) -> to(new Ended(end(exit), now));
            case Case(Starting _, Given _) -> this;
            case Case(Starting _, Acknowledged _) -> this;
            case Case(Starting _, Ticked _) -> this;

            case Case(Running mine, Said(var word)) -> to(mine.with(word));
            case Case(Running(var slots, _), StopAsked(var grace)) ->
                    to(new Preempting(slots, now.plus(grace), false));
            case Case(Running(var slots, _), KillAsked _) -> to(new Killing(slots, false));
            case Case(Running _, WorkerEnded(var exit)) -> to(new Ended(end(exit), now));
            case Case(Running _, Given _) -> this;
            case Case(Running _, Heard _) -> this;
            case Case(Running _, Acknowledged _) -> this;
            case Case(Running _, Ticked _) -> this;

            case Case(Preempting mine, StopAsked(var grace)) -> sooner(mine, now.plus(grace));
            case Case(Preempting(var slots, var deadline, _), Acknowledged _) ->
                    to(new Preempting(slots, deadline, true));
            case Case(Preempting(var slots, var deadline, _), Ticked _) ->
                    now.isBefore(deadline) ? this : to(new Killing(slots, true));
            case Case(Preempting mine, KillAsked _) -> to(new Killing(mine.slots(), false));
            case Case(Preempting(_, _, var acknowledged), WorkerEnded(var exit)) ->
                    to(new Ended(stopped(acknowledged, exit), now));
            case Case(Preempting _, Given _) -> this;
            case Case(Preempting _, Heard _) -> this;
            case Case(Preempting _, Said _) -> this;

            case Case(Killing(_, var late), WorkerEnded _) ->
                    to(new Ended(late ? new TimedOut() : new Killed(), now));
            case Case(Killing _, Given _) -> this;
            case Case(Killing _, Heard _) -> this;
            case Case(Killing _, Said _) -> this;
            case Case(Killing _, StopAsked _) -> this;
            case Case(Killing _, Acknowledged _) -> this;
            case Case(Killing _, Ticked _) -> this;
            case Case(Killing(var slots, _), KillAsked _) -> to(new Killing(slots, false));

            case Case(Ended _, Given _) -> this;
            case Case(Ended _, Heard _) -> this;
            case Case(Ended _, Said _) -> this;
            case Case(Ended _, StopAsked _) -> this;
            case Case(Ended _, Acknowledged _) -> this;
            case Case(Ended _, Ticked _) -> this;
            case Case(Ended _, KillAsked _) -> this;
            case Case(Ended _, WorkerEnded _) -> this;
        };
    }

    /** What this state asks for. Doing it again changes nothing. */
    AllocationAction owed() {
        return switch (state) {
            case Waiting _ -> new AllocationAction.Schedule();
            case Starting(var slots) -> new AllocationAction.StartWorker(slots);
            case Running _ -> new AllocationAction.WatchWorker();
            case Preempting(_, var deadline, _) -> new AllocationAction.TellWorker(deadline);
            case Killing _ -> new AllocationAction.KillWorker();
            case Ended(var end, _) -> new AllocationAction.TellOwner(end);
        };
    }

    /** The slots that it has or waits for stay as many. */
    Allocation asking(AllocationAsk other) {
        return live() && other.slots() == ask.slots()
                ? new Allocation(id, other, state, createdAt, startedAt, version)
                : this;
    }

    /** Its worker belongs to another life of the cluster; it is no fault of the task. */
    Allocation forsaken(Instant now) {
        return holds() ? to(new Ended(new Withdrawn(), now)) : this;
    }

    Allocation atVersion(long next) {
        return new Allocation(id, ask, state, createdAt, startedAt, next);
    }

    private Allocation given(List<Slot> slots, Instant now) {
        return new Allocation(id, ask, new Starting(slots), createdAt, Optional.of(now), version);
    }

    private Allocation sooner(Preempting mine, Instant deadline) {
        return deadline.isBefore(mine.deadline())
                ? to(new Preempting(mine.slots(), deadline, mine.acknowledged()))
                : this;
    }

    private Allocation to(AllocationState next) {
        return next.equals(state)
                ? this
                : new Allocation(id, ask, next, createdAt, startedAt, version);
    }

    private static AllocationEnd stopped(boolean acknowledged, WorkerExit exit) {
        if (exit instanceof WorkerExit.NeverStarted) {
            return new Withdrawn();
        }
        return acknowledged ? new Preempted() : end(exit);
    }

    private static AllocationEnd end(WorkerExit exit) {
        return switch (exit) {
            case WorkerExit.Exited(var status) -> new AllocationEnd.Exited(status);
            case WorkerExit.Lost(var why) -> new AllocationEnd.Lost(why);
            case WorkerExit.FailedToStart(var why) -> new AllocationEnd.FailedToStart(why);
            case WorkerExit.NeverStarted _ ->
                    new AllocationEnd.Lost("nothing is left of its worker");
        };
    }

    private record Case(AllocationState state, AllocationEvent event) {}
}
