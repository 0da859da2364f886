package ai.resolute.master.checkpoint;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table of checkpoints that were begun and are not announced. */
final class WriteStore {
    void begin(Handle handle, CheckpointId id, CheckpointReport.Origin origin) {
        handle.createUpdate(
                        """
                        INSERT INTO checkpoint_writes (uuid, experiment_id, allocation_id)
                        VALUES (:uuid, :experiment, :allocation) ON CONFLICT (uuid) DO NOTHING
                        """)
                .bind("uuid", id.toString())
                .bind("experiment", origin.experiment().value())
                .bind("allocation", origin.allocation().value())
                .execute();
    }

    void end(Handle handle, CheckpointId id) {
        handle.createUpdate("DELETE FROM checkpoint_writes WHERE uuid = :uuid")
                .bind("uuid", id.toString())
                .execute();
    }

    List<CheckpointId> take(Handle handle, AllocationId allocation) {
        return take(handle, "allocation_id", allocation.value());
    }

    List<CheckpointId> take(Handle handle, ExperimentId experiment) {
        return take(handle, "experiment_id", experiment.value());
    }

    private static List<CheckpointId> take(Handle handle, String column, Object owner) {
        var found =
                handle.createQuery(
                                "SELECT uuid FROM checkpoint_writes WHERE <column> = :owner ORDER BY uuid")
                        .define("column", column)
                        .bind("owner", owner)
                        .mapTo(String.class)
                        .map(CheckpointId::parse)
                        .list();
        if (!found.isEmpty()) {
            handle.createUpdate("DELETE FROM checkpoint_writes WHERE <column> = :owner")
                    .define("column", column)
                    .bind("owner", owner)
                    .execute();
        }
        return found;
    }
}
