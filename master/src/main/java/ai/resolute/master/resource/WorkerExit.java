package ai.resolute.master.resource;

/** How a worker ended. */
public sealed interface WorkerExit {
    /** The user's process ended with this status; 128 + n when signal n ended it. */
    record Exited(int status) implements WorkerExit {}

    /**
     * The worker is gone and left no status: killed with its supervisor, or the machine went down.
     */
    record Lost(String why) implements WorkerExit {}

    /** It never started. */
    record FailedToStart(String why) implements WorkerExit {}

    /** Nobody asked for it to be started, or nothing is left of it. */
    record NeverStarted() implements WorkerExit {}
}
