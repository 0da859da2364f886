package ai.resolute.master.checkpoint;

import ai.resolute.master.id.CheckpointId;
import java.time.Instant;
import java.util.Map;

/**
 * A checkpoint that was reported.
 *
 * @param number counts reports
 * @param pinned whether a person said that it must stay
 */
public record Checkpoint(CheckpointReport report, State state, long number, boolean pinned) {
    /** What is left of a checkpoint in storage. */
    public enum State {
        COMPLETED,
        /** It was found to be broken; nothing restores from it. */
        ERROR,
        PARTIALLY_DELETED,
        DELETED
    }

    public CheckpointId id() {
        return report.id();
    }

    public CheckpointReport.Origin origin() {
        return report.origin();
    }

    public long stepsCompleted() {
        return report.stepsCompleted();
    }

    public Instant time() {
        return report.time();
    }

    public Map<String, Long> resources() {
        return report.resources();
    }

    public Map<String, Object> metadata() {
        return report.metadata();
    }

    /** Its size in bytes. */
    public long size() {
        return report.size();
    }
}
