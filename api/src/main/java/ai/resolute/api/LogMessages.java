package ai.resolute.api;

import ai.resolute.api.PageMessages.OrderBy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Logs of tasks. */
public final class LogMessages {
    private LogMessages() {}

    /** How much a line matters. */
    public enum LogLevel {
        LOG_LEVEL_UNSPECIFIED,
        LOG_LEVEL_TRACE,
        LOG_LEVEL_DEBUG,
        LOG_LEVEL_INFO,
        LOG_LEVEL_WARNING,
        LOG_LEVEL_ERROR,
        LOG_LEVEL_CRITICAL
    }

    /**
     * Which lines of a trial or task.
     *
     * @param limit at most so many, all where 0
     * @param follow whether to wait for those that are still to come
     */
    public record LogsRequest(
            int trialId,
            String taskId,
            int limit,
            boolean follow,
            List<String> allocationIds,
            List<String> agentIds,
            List<String> containerIds,
            List<Integer> rankIds,
            List<LogLevel> levels,
            List<String> stdtypes,
            List<String> sources,
            @Nullable Instant timestampBefore,
            @Nullable Instant timestampAfter,
            OrderBy orderBy,
            String searchText,
            boolean enableRegex) {}

    /** A line of a trial. */
    public record TrialLine(
            String id,
            Instant timestamp,
            String message,
            LogLevel level,
            int trialId,
            Optional<String> agentId,
            Optional<String> containerId,
            Optional<Integer> rankId,
            String log,
            Optional<String> source,
            Optional<String> stdtype) {}

    /** A line of a task. */
    public record TaskLine(
            String id,
            String taskId,
            Optional<String> allocationId,
            Optional<String> agentId,
            Optional<String> containerId,
            Optional<Integer> rankId,
            Instant timestamp,
            LogLevel level,
            Optional<String> stdtype,
            Optional<String> source,
            String log,
            String message) {}

    /** What the lines of a task may be filtered by. */
    public record FieldsRequest(int trialId, String taskId, boolean follow) {}

    /** The values that occur. */
    public record Fields(
            List<String> agentIds,
            List<String> containerIds,
            List<Integer> rankIds,
            List<String> stdtypes,
            List<String> sources) {}

    /** A line as a task posts it. */
    public record Posted(
            String taskId,
            Optional<String> allocationId,
            Optional<Integer> rankId,
            Optional<Instant> timestamp,
            String level,
            Optional<String> stdtype,
            String log) {}

    /** Lines that a task posts. */
    public record PostRequest(List<Posted> logs) {}

    /** A line as a script that nobody started ships it. */
    public record Shipped(
            String taskId,
            Optional<Instant> timestamp,
            String level,
            Optional<String> stdtype,
            String log,
            Optional<Integer> rank) {}

    /** The body is the list itself. */
    public record ShipRequest(List<Shipped> items) {}

    /** For how many days after their end the logs of trials stay; -1 is for ever. */
    public record RetainExperimentLogs(int experimentId, int numDays) {}

    /** For how many days after its end the log of a trial stays; -1 is for ever. */
    public record RetainTrialLogs(int trialId, int numDays) {}

    /** How many lines were removed. */
    public record CleanupLogsResponse(long removedCount) {}
}
