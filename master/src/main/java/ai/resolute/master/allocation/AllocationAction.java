package ai.resolute.master.allocation;

import ai.resolute.master.resource.Slot;
import java.time.Instant;
import java.util.List;

/** What a state of an allocation asks for. */
sealed interface AllocationAction {
    /** Let the scheduler look. */
    record Schedule() implements AllocationAction {}

    /** Start the worker, unless it was started. */
    record StartWorker(List<Slot> slots) implements AllocationAction {}

    /** Let the worker know that it shall stop, and look again at the deadline. */
    record TellWorker(Instant deadline) implements AllocationAction {}

    /** Kill the worker. */
    record KillWorker() implements AllocationAction {}

    /** Tell the owner of the task, then remove what the worker left. */
    record TellOwner(AllocationEnd end) implements AllocationAction {}

    /** See to it that the end of the worker is told. */
    record WatchWorker() implements AllocationAction {}
}
