package ai.resolute.master.registry;

import ai.resolute.master.id.UserId;
import ai.resolute.master.store.column.JsonColumn;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of models; its column {@code versions} is the last number that was given. */
final class ModelStore {
    private static final String SELECT =
            """
            SELECT models.*, (SELECT COUNT(*) FROM model_versions WHERE model_id = models.id) AS present
            FROM models
            """;

    void insert(Handle handle, Model model) {
        bind(
                        handle.createUpdate(
                                """
                                INSERT INTO models (id, name, owner, description, notes, labels,
                                    metadata, archived, versions, created_at, changed_at)
                                VALUES (:id, :name, :owner, :description, :notes, :labels,
                                    :metadata, 0, 0, :changed, :changed)
                                """),
                        model.card())
                .bind("id", model.id())
                .bind("owner", model.owner().value())
                .bind("changed", Times.micros(model.changedAt()))
                .execute();
    }

    void save(Handle handle, int id, Card card, Instant now) {
        bind(
                        handle.createUpdate(
                                """
                                UPDATE models SET name = :name, description = :description,
                                    notes = :notes, labels = :labels, metadata = :metadata,
                                    changed_at = :changed
                                WHERE id = :id
                                """),
                        card)
                .bind("id", id)
                .bind("changed", Times.micros(now))
                .execute();
    }

    void saveArchived(Handle handle, int id, boolean archived) {
        handle.createUpdate("UPDATE models SET archived = :archived WHERE id = :id")
                .bind("archived", archived ? 1 : 0)
                .bind("id", id)
                .execute();
    }

    /** The next number of a version. */
    int nextVersion(Handle handle, int id, Instant now) {
        handle.createUpdate(
                        """
                        UPDATE models SET versions = versions + 1, changed_at = :changed
                        WHERE id = :id
                        """)
                .bind("changed", Times.micros(now))
                .bind("id", id)
                .execute();
        return handle.createQuery("SELECT versions FROM models WHERE id = :id")
                .bind("id", id)
                .mapTo(Integer.class)
                .one();
    }

    void delete(Handle handle, int id) {
        handle.createUpdate("DELETE FROM models WHERE id = :id").bind("id", id).execute();
    }

    Optional<Model> find(Handle handle, String name) {
        return handle.createQuery(SELECT + "WHERE name = :name")
                .bind("name", name)
                .map(ModelStore::row)
                .findOne();
    }

    Optional<Model> find(Handle handle, int id) {
        return handle.createQuery(SELECT + "WHERE id = :id")
                .bind("id", id)
                .map(ModelStore::row)
                .findOne();
    }

    List<Model> list(Handle handle) {
        return handle.createQuery(SELECT + "ORDER BY id").map(ModelStore::row).list();
    }

    private static Model row(ResultSet row, StatementContext context) throws SQLException {
        return new Model(
                row.getInt("id"),
                new UserId(row.getInt("owner")),
                card(row, "description"),
                row.getInt("archived") != 0,
                row.getInt("present"),
                Times.instant(row.getLong("created_at")),
                Times.instant(row.getLong("changed_at")));
    }

    static <S extends SqlStatement<S>> S bind(S statement, Card card) {
        return statement
                .bind("name", card.name())
                .bind("description", card.description())
                .bind("notes", card.notes())
                .bind("labels", JsonColumn.write(card.labels()))
                .bind("metadata", JsonColumn.write(card.metadata()));
    }

    static Card card(ResultSet row, String description) throws SQLException {
        return new Card(
                row.getString("name"),
                row.getString(description),
                row.getString("notes"),
                List.of(JsonColumn.read(row.getString("labels"), String[].class)),
                JsonColumn.readMap(row.getString("metadata")));
    }
}
