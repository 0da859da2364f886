package ai.resolute.master.checkpoint.file;

import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.column.RecordColumn;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of removals. */
final class RemovalStore {
    /**
     * A removal under its number.
     *
     * @param attempts how often it failed
     */
    record Owed(long id, StoragePlace place, Removal removal, int attempts) {}

    /** It failed so often by now, and is not tried again before then. */
    record Later(int attempts, Instant next) {}

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

    /** Some that may be tried now; those that have not failed come first. */
    List<Owed> due(Handle handle, ExperimentId experiment, Instant now, int limit) {
        return handle.createQuery(
                        """
                        SELECT * FROM removals WHERE experiment_id = :experiment AND next_at <= :now
                        ORDER BY next_at, id LIMIT :limit
                        """)
                .bind("experiment", experiment.value())
                .bind("now", Times.micros(now))
                .bind("limit", limit)
                .map(RemovalStore::row)
                .list();
    }

    /** When the first of those that are left may be tried. */
    Optional<Instant> nextAttempt(Handle handle, ExperimentId experiment) {
        return handle.createQuery(
                        """
                        SELECT next_at FROM removals WHERE experiment_id = :experiment
                        ORDER BY next_at LIMIT 1
                        """)
                .bind("experiment", experiment.value())
                .mapTo(Long.class)
                .map(Times::instant)
                .findOne();
    }

    void later(Handle handle, List<Owed> failed, Function<Owed, Later> later) {
        var batch =
                handle.prepareBatch(
                        "UPDATE removals SET attempts = :attempts, next_at = :next WHERE id = :id");
        for (var one : failed) {
            batch.bind("attempts", later.apply(one).attempts())
                    .bind("next", Times.micros(later.apply(one).next()))
                    .bind("id", one.id())
                    .add();
        }
        batch.execute();
    }

    /** As {@link #later(Handle, List, Function)}, for all of an experiment in this place. */
    void later(Handle handle, ExperimentId experiment, StoragePlace place, Later later) {
        handle.createUpdate(
                        """
                        UPDATE removals SET attempts = :attempts, next_at = :next
                        WHERE experiment_id = :experiment AND place = :place
                        """)
                .bind("attempts", later.attempts())
                .bind("next", Times.micros(later.next()))
                .bind("experiment", experiment.value())
                .bind("place", RecordColumn.write(StoragePlace.class, place))
                .execute();
    }

    /** Lets all be tried at once, as if none had failed. */
    void afresh(Handle handle) {
        handle.createUpdate("UPDATE removals SET attempts = 0, next_at = 0 WHERE next_at > 0")
                .execute();
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
                        RecordColumn.read(Paths.class, row.getString("paths")).paths()),
                row.getInt("attempts"));
    }
}
