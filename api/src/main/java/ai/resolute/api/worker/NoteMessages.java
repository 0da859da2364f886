package ai.resolute.api.worker;

import ai.resolute.api.CheckpointMessages.TrialSourceInfoType;
import ai.resolute.api.LogMessages.LogLevel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What scripts and workers say about trials and allocations beside reports. */
public final class NoteMessages {
    private NoteMessages() {}

    /** Names a run, which is a trial. */
    public record RunRequest(int runId) {}

    /** Values that a script keeps with its trial, instead of those before. */
    public record RunMetadataRequest(int runId, Map<String, @Nullable Object> metadata) {}

    /** Values that a script keeps with its trial. */
    public record RunMetadata(Map<String, @Nullable Object> metadata) {}

    /** A script begins, and says where its checkpoints go. */
    public record StartRunRequest(int runId, Map<String, @Nullable Object> checkpointStorage) {}

    /** The number of that storage: there is one for each experiment. */
    public record StartRunResponse(int storageId) {}

    /** A trial uses a checkpoint of another. */
    public record SourceRequest(@Nullable Source trialSourceInfo) {}

    /** Which trial, which checkpoint, and what for. */
    public record Source(
            int trialId,
            String checkpointUuid,
            Optional<Integer> sourceTrialId,
            Optional<String> sourceModelName,
            Optional<Integer> sourceModelVersion,
            TrialSourceInfoType trialSourceInfoType) {}

    /** What was noted. */
    public record SourceResponse(int trialId, String checkpointUuid) {}

    /** The devices that a worker found. */
    public record AcceleratorRequest(
            String allocationId, @Nullable AcceleratorData acceleratorData) {}

    /** Devices of one worker. */
    public record AcceleratorData(
            String containerId,
            String allocationId,
            String nodeName,
            String taskId,
            String acceleratorType,
            List<String> acceleratorUuids,
            String resourcePool) {}

    /** The devices that the workers of a task found. */
    public record AcceleratorResponse(List<AcceleratorData> acceleratorData) {}

    /** Names the part of an allocation that is on one node. */
    public record ResourcesRequest(String allocationId, String resourcesId) {}

    /** What a script wants people to know; without a trial it is about its experiment. */
    public record AlertRequest(int experimentId, Optional<Integer> trialId, @Nullable Alert data) {}

    /** Its words. */
    public record Alert(String title, String description, LogLevel level) {}

    /** A notebook says whether anybody uses it. */
    public record IdleRequest(String notebookId, boolean idle) {}

    /** Where something that a task serves is reached. */
    public record ProxyAddressRequest(String allocationId, String proxyAddress) {}
}
