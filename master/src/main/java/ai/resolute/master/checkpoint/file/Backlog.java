package ai.resolute.master.checkpoint.file;

import ai.resolute.master.id.CheckpointId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The removals of an experiment that are owed.
 *
 * @param checkpoints of which files are to go
 * @param trouble why the last attempt failed, if it did
 */
public record Backlog(Set<CheckpointId> checkpoints, Optional<Trouble> trouble) {
    public Backlog {
        checkpoints = Set.copyOf(checkpoints);
    }

    /**
     * Why files could not be removed.
     *
     * @param since when that was first seen
     * @param next when it is tried again
     */
    public record Trouble(String why, Instant since, Instant next) {}
}
