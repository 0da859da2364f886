package ai.resolute.api.worker;

import ai.resolute.api.wire.Finite;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tasks, their allocations, and what workers say and ask. */
public final class TaskMessages {
    private TaskMessages() {}

    /** Where an allocation is. */
    public enum TaskState {
        STATE_UNSPECIFIED,
        STATE_PULLING,
        STATE_STARTING,
        STATE_RUNNING,
        STATE_TERMINATED,
        STATE_TERMINATING,
        STATE_WAITING,
        STATE_QUEUED
    }

    /** Kinds of tasks. */
    public enum TaskType {
        TASK_TYPE_UNSPECIFIED,
        TASK_TYPE_TRIAL
    }

    /**
     * The slots of one run. Ours are the members from {@code waitReason} on.
     *
     * @param proxyAddress where what its worker serves is reached, as that has said
     * @param daemons resources of it that end with the others, as their workers have said
     */
    public record Allocation(
            String taskId,
            TaskState state,
            boolean isReady,
            Optional<String> startTime,
            Optional<String> endTime,
            String allocationId,
            int slots,
            Optional<String> exitReason,
            Optional<Integer> statusCode,
            Optional<String> waitReason,
            Optional<String> proxyAddress,
            List<String> daemons) {}

    /** Something that holds slots. */
    public record Task(
            String taskId,
            TaskType taskType,
            List<Allocation> allocations,
            Instant startTime,
            @Nullable Instant endTime) {}

    /** Names a task in the path. */
    public record TaskRequest(String taskId) {}

    /** One task. */
    public record GetTaskResponse(Task task) {}

    /** What holds or waits for slots. Ours are the members from {@code state} on. */
    public record AllocationSummary(
            String taskId,
            String allocationId,
            String name,
            Instant registeredTime,
            String resourcePool,
            int slotsNeeded,
            List<Object> resources,
            String schedulerType,
            @Nullable Integer priority,
            List<Object> proxyPorts,
            TaskState state,
            int trialId,
            int experimentId,
            Optional<String> waitReason) {}

    /** All that hold or wait for slots. */
    public record TasksResponse(Map<String, AllocationSummary> allocationIdToSummary) {}

    /** Names an allocation in the path. */
    public record AllocationRequest(String allocationId) {}

    /** A long poll. */
    public record PreemptionRequest(String allocationId, int timeoutSeconds) {}

    /** Whether the allocation shall checkpoint and stop. */
    public record PreemptionResponse(boolean preempt) {}

    /** Ours: a long poll of a worker that knows a length of its trial. */
    public record LengthRequest(String allocationId, String unit, long count, int timeoutSeconds) {}

    /** Ours: how far the trial shall train in total. */
    public record LengthResponse(String unit, long count) {}

    /**
     * Ours: numbered elements of one of a worker's two streams.
     *
     * @param runnerSilent for how many seconds its training process has given no sign of life
     */
    public record ReportsRequest(
            String allocationId,
            String stream,
            long first,
            List<Map<String, @Nullable Object>> reports,
            @Finite Optional<Double> runnerSilent) {}

    /**
     * Ours: the number that is wanted next. It is a number on the wire, so it is not typed as a
     * long.
     */
    public record ReportsResponse(Object next) {}

    /** Ours: the numbers that are wanted next. */
    public record PositionsResponse(Object reports, Object logs) {}
}
