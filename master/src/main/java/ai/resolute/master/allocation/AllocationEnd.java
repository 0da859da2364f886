package ai.resolute.master.allocation;

/** How an allocation ended. */
public sealed interface AllocationEnd {
    /** It never got slots. */
    record Withdrawn() implements AllocationEnd {}

    /** The worker was asked to stop, has checkpointed, and said so. */
    record Preempted() implements AllocationEnd {}

    /** The master killed the worker on request. */
    record Killed() implements AllocationEnd {}

    /** The master killed the worker, as it did not stop in time. */
    record TimedOut() implements AllocationEnd {}

    /** The worker ended by itself with this status. */
    record Exited(int status) implements AllocationEnd {}

    /** The worker is gone and left no status. */
    record Lost(String why) implements AllocationEnd {}

    /** The worker never started. */
    record FailedToStart(String why) implements AllocationEnd {}
}
