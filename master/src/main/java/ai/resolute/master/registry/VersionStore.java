package ai.resolute.master.registry;

import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of versions of models. */
final class VersionStore {
    void insert(Handle handle, ModelVersion version) {
        ModelStore.bind(
                        handle.createUpdate(
                                """
                                INSERT INTO model_versions (id, model_id, number, checkpoint_uuid,
                                    owner, name, comment, notes, labels, metadata,
                                    created_at, changed_at)
                                VALUES (:id, :model, :number, :checkpoint,
                                    :owner, :name, :description, :notes, :labels, :metadata,
                                    :changed, :changed)
                                """),
                        version.card())
                .bind("id", version.id())
                .bind("model", version.model())
                .bind("number", version.number())
                .bind("checkpoint", version.checkpoint().toString())
                .bind("owner", version.owner().value())
                .bind("changed", Times.micros(version.changedAt()))
                .execute();
    }

    void save(Handle handle, int id, Card card, Instant now) {
        ModelStore.bind(
                        handle.createUpdate(
                                """
                                UPDATE model_versions SET name = :name, comment = :description,
                                    notes = :notes, labels = :labels, metadata = :metadata,
                                    changed_at = :changed
                                WHERE id = :id
                                """),
                        card)
                .bind("id", id)
                .bind("changed", Times.micros(now))
                .execute();
    }

    void delete(Handle handle, int id) {
        handle.createUpdate("DELETE FROM model_versions WHERE id = :id").bind("id", id).execute();
    }

    void deleteAll(Handle handle, int model) {
        handle.createUpdate("DELETE FROM model_versions WHERE model_id = :model")
                .bind("model", model)
                .execute();
    }

    Optional<ModelVersion> find(Handle handle, int model, int number) {
        return handle.createQuery(
                        "SELECT * FROM model_versions WHERE model_id = :model AND number = :number")
                .bind("model", model)
                .bind("number", number)
                .map(VersionStore::row)
                .findOne();
    }

    /** The newest first. */
    List<ModelVersion> list(Handle handle, int model) {
        return handle.createQuery(
                        """
                        SELECT * FROM model_versions WHERE model_id = :model ORDER BY number DESC
                        """)
                .bind("model", model)
                .map(VersionStore::row)
                .list();
    }

    /** Which of these are versions, and of what, in words. */
    Map<CheckpointId, String> holders(Handle handle, List<CheckpointId> checkpoints) {
        var found = new LinkedHashMap<CheckpointId, String>();
        handle.createQuery(
                        """
                        SELECT checkpoint_uuid, models.name AS model, number FROM model_versions
                        JOIN models ON models.id = model_id
                        WHERE checkpoint_uuid IN (<checkpoints>) ORDER BY model_versions.id
                        """)
                .bindList("checkpoints", checkpoints.stream().map(String::valueOf).toList())
                .map((row, _) ->
                        Map.entry(
                                CheckpointId.parse(row.getString("checkpoint_uuid")),
                                "version %d of model %s"
                                        .formatted(row.getInt("number"), row.getString("model"))))
                .forEach(one -> found.put(one.getKey(), one.getValue()));
        return found;
    }

    private static ModelVersion row(ResultSet row, StatementContext context) throws SQLException {
        return new ModelVersion(
                row.getInt("id"),
                row.getInt("model_id"),
                row.getInt("number"),
                CheckpointId.parse(row.getString("checkpoint_uuid")),
                new UserId(row.getInt("owner")),
                ModelStore.card(row, "comment"),
                Times.instant(row.getLong("created_at")),
                Times.instant(row.getLong("changed_at")));
    }
}
