package ai.resolute.master.checkpoint;

import ai.resolute.master.id.ExperimentId;
import org.jdbi.v3.core.Handle;

/** The table {@code checkpoint_totals}. */
final class TotalStore {
    private StoredBytes stored = (_, _, _) -> {};

    /** Also tells this what trials store; once, before anything else. */
    void serve(StoredBytes stored) {
        this.stored = stored;
    }

    /** Adds to what an experiment has, and to what the trial does. */
    void add(Handle handle, CheckpointReport.Origin origin, int checkpoints, long bytes) {
        handle.createUpdate(
                        """
                        INSERT INTO checkpoint_totals (experiment_id, checkpoints, bytes)
                        VALUES (:experiment, :checkpoints, :bytes)
                        ON CONFLICT (experiment_id) DO UPDATE SET
                            checkpoints = checkpoint_totals.checkpoints + excluded.checkpoints,
                            bytes = checkpoint_totals.bytes + excluded.bytes
                        """)
                .bind("experiment", origin.experiment().value())
                .bind("checkpoints", checkpoints)
                .bind("bytes", bytes)
                .execute();
        stored.changed(handle, origin.trial(), bytes);
    }

    CheckpointTotal of(Handle handle, ExperimentId experiment) {
        return handle.createQuery(
                        "SELECT * FROM checkpoint_totals WHERE experiment_id = :experiment")
                .bind("experiment", experiment.value())
                .map((row, _) ->
                        new CheckpointTotal(row.getInt("checkpoints"), row.getLong("bytes")))
                .findOne()
                .orElse(CheckpointTotal.NOTHING);
    }

    void forget(Handle handle, ExperimentId experiment) {
        handle.createUpdate("DELETE FROM checkpoint_totals WHERE experiment_id = :experiment")
                .bind("experiment", experiment.value())
                .execute();
    }
}
