package ai.resolute.master.trial.note;

import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.column.JsonColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables {@code trial_metadata} and {@code trial_sources}. */
final class NoteStore {
    void saveMetadata(Handle handle, TrialId trial, Map<String, Object> metadata) {
        handle.createUpdate(
                        """
                        INSERT INTO trial_metadata (trial_id, metadata) VALUES (:trial, :metadata)
                        ON CONFLICT (trial_id) DO UPDATE SET metadata = excluded.metadata
                        """)
                .bind("trial", trial.value())
                .bind("metadata", JsonColumn.write(metadata))
                .execute();
    }

    Optional<Map<String, Object>> metadata(Handle handle, TrialId trial) {
        return handle.createQuery("SELECT metadata FROM trial_metadata WHERE trial_id = :trial")
                .bind("trial", trial.value())
                .mapTo(String.class)
                .findOne()
                .map(JsonColumn::readMap);
    }

    void saveSource(Handle handle, TrialId trial, CheckpointId checkpoint, Use use) {
        handle.createUpdate(
                        """
                        INSERT INTO trial_sources (trial_id, checkpoint_uuid, use)
                        VALUES (:trial, :checkpoint, :use)
                        ON CONFLICT (trial_id, checkpoint_uuid) DO UPDATE SET use = excluded.use
                        """)
                .bind("trial", trial.value())
                .bind("checkpoint", checkpoint.toString())
                .bind("use", use.name())
                .execute();
    }

    List<TrialId> using(Handle handle, CheckpointId checkpoint, Use use) {
        return handle.createQuery(
                        """
                        SELECT trial_id FROM trial_sources
                        WHERE checkpoint_uuid = :checkpoint AND use = :use ORDER BY trial_id
                        """)
                .bind("checkpoint", checkpoint.toString())
                .bind("use", use.name())
                .mapTo(Integer.class)
                .map(TrialId::new)
                .list();
    }

    void delete(Handle handle, TrialId trial) {
        for (var table : List.of("trial_metadata", "trial_sources")) {
            handle.createUpdate("DELETE FROM " + table + " WHERE trial_id = :trial")
                    .bind("trial", trial.value())
                    .execute();
        }
    }
}
