package ai.resolute.master.resource;

import ai.resolute.master.id.AllocationId;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Offers slots and runs workers on them. Every method may be called again with the same arguments.
 */
public interface ResourceManager extends AutoCloseable {
    /** All slots there are, whether free or not. */
    List<Slot> slots();

    /** What a slot is made of. */
    default Hardware hardware(Slot slot) {
        return Hardware.CPU_SHARE;
    }

    /**
     * Starts a worker, or does nothing if this allocation was started before. Never blocks for the
     * worker.
     */
    void start(Launch launch);

    /** Ends a worker at once (KILL to its process group); unknown and ended ones are ignored. */
    void kill(AllocationId allocation);

    /**
     * Calls the listener for each of these allocations that has ended or ends later, exactly as for
     * those started by {@link #start}: how a restarted master finds its workers again. One that was
     * never started ends as {@link WorkerExit.NeverStarted}.
     */
    void adopt(Set<AllocationId> allocations);

    /** Removes what a worker that has ended left on disk. */
    void forget(AllocationId allocation);

    /** Removes what ended workers left on disk, but for these. */
    void retain(Set<AllocationId> allocations);

    /** Where ends of workers are told; set once, before the first start. */
    void listen(ExitListener listener);

    /** Waits until no worker runs. Answers whether that was reached in time. */
    boolean awaitIdle(Duration limit) throws InterruptedException;

    /** Stops watching; workers go on. */
    @Override
    void close();

    /** Told once for each worker that ended, from any thread. */
    @FunctionalInterface
    interface ExitListener {
        void exited(AllocationId allocation, WorkerExit exit);
    }
}
