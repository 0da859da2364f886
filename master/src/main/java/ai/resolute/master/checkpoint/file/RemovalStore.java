package ai.resolute.master.checkpoint.file;

import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.RecordColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of removals. */
final class RemovalStore {
    /** A removal under its number. */
    record Owed(long id, StoragePlace place, Removal removal) {}

    /** Paths as a record, for the column. */
    private record Paths(List<String> paths) {}

    void insert(
            Handle handle,
            long first,
            ExperimentId experiment,
            StoragePlace place,
            List<Removal> removals) {
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO removals (id, experiment_id, place, uuid, paths)
                        VALUES (:id, :experiment, :place, :uuid, :paths)
                        """);
        var where = RecordColumn.write(StoragePlace.class, place);
        var id = first;
        for (var removal : removals) {
            batch.bind("id", id++)
                    .bind("experiment", experiment.value())
                    .bind("place", where)
                    .bind("uuid", removal.checkpoint().toString())
                    .bind("paths", RecordColumn.write(Paths.class, new Paths(removal.paths())))
                    .add();
        }
        batch.execute();
    }

    List<Owed> list(Handle handle, ExperimentId experiment, int limit) {
        return handle.createQuery(
                        """
                        SELECT * FROM removals WHERE experiment_id = :experiment
                        ORDER BY id LIMIT :limit
                        """)
                .bind("experiment", experiment.value())
                .bind("limit", limit)
                .map(RemovalStore::row)
                .list();
    }

    List<ExperimentId> experiments(Handle handle) {
        return handle.createQuery("SELECT DISTINCT experiment_id FROM removals ORDER BY 1")
                .mapTo(Integer.class)
                .map(ExperimentId::new)
                .list();
    }

    int count(Handle handle, ExperimentId experiment) {
        return handle.createQuery("SELECT COUNT(*) FROM removals WHERE experiment_id = :experiment")
                .bind("experiment", experiment.value())
                .mapTo(Integer.class)
                .one();
    }

    Set<CheckpointId> checkpoints(Handle handle, ExperimentId experiment) {
        return handle.createQuery(
                        "SELECT DISTINCT uuid FROM removals WHERE experiment_id = :experiment")
                .bind("experiment", experiment.value())
                .mapTo(String.class)
                .map(CheckpointId::parse)
                .set();
    }

    void done(Handle handle, List<Owed> removed) {
        var batch = handle.prepareBatch("DELETE FROM removals WHERE id = :id");
        removed.forEach(one -> batch.bind("id", one.id()).add());
        batch.execute();
    }

    private static Owed row(ResultSet row, StatementContext context) throws SQLException {
        return new Owed(
                row.getLong("id"),
                RecordColumn.read(StoragePlace.class, row.getString("place")),
                new Removal(
                        CheckpointId.parse(row.getString("uuid")),
                        RecordColumn.read(Paths.class, row.getString("paths")).paths()));
    }
}
