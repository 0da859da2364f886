package ai.resolute.master.checkpoint;

import ai.resolute.master.id.TrialId;
import org.jdbi.v3.core.Handle;

/** Told how much a trial stores, in the transaction that changes it. */
@FunctionalInterface
public interface StoredBytes {
    /** The checkpoints of this trial take so many bytes more, or less. */
    void changed(Handle handle, TrialId trial, long more);
}
