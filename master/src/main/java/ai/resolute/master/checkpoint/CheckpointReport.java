package ai.resolute.master.checkpoint;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import java.time.Instant;
import java.util.Map;

/**
 * A checkpoint that is complete in storage.
 *
 * @param origin who made it
 * @param resources sizes in bytes by path
 * @param metadata JSON values by name
 */
public record CheckpointReport(
        CheckpointId id,
        Origin origin,
        long stepsCompleted,
        Instant time,
        Map<String, Long> resources,
        Map<String, Object> metadata) {

    /** Its size in bytes. */
    long size() {
        return size(resources);
    }

    static long size(Map<String, Long> resources) {
        return resources.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The run of a trial that made a checkpoint. */
    public record Origin(ExperimentId experiment, TrialId trial, AllocationId allocation) {}
}
