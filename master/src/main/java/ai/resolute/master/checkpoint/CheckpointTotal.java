package ai.resolute.master.checkpoint;

/**
 * What the checkpoints of an experiment come to.
 *
 * @param checkpoints how many were reported, deleted ones included
 * @param bytes what they take in storage
 */
public record CheckpointTotal(int checkpoints, long bytes) {
    static final CheckpointTotal NOTHING = new CheckpointTotal(0, 0);
}
