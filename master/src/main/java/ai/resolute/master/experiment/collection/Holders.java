package ai.resolute.master.experiment.collection;

import ai.resolute.master.id.CheckpointId;
import java.util.Collection;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Who else needs checkpoints. */
@FunctionalInterface
public interface Holders {
    /** In words for people, "model digits, version 2", by checkpoint; the others are not needed. */
    Map<CheckpointId, String> of(Handle handle, Collection<CheckpointId> checkpoints);
}
