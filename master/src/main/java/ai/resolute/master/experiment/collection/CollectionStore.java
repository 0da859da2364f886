package ai.resolute.master.experiment.collection;

import ai.resolute.master.id.ExperimentId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table of collections that are owed. */
final class CollectionStore {
    void insert(Handle handle, ExperimentId id) {
        handle.createUpdate(
                        """
                        INSERT INTO collections (experiment_id) VALUES (:id)
                        ON CONFLICT (experiment_id) DO NOTHING
                        """)
                .bind("id", id.value())
                .execute();
    }

    List<ExperimentId> list(Handle handle) {
        return handle.createQuery("SELECT experiment_id FROM collections ORDER BY 1")
                .mapTo(Integer.class)
                .map(ExperimentId::new)
                .list();
    }

    void delete(Handle handle, ExperimentId id) {
        handle.createUpdate("DELETE FROM collections WHERE experiment_id = :id")
                .bind("id", id.value())
                .execute();
    }
}
