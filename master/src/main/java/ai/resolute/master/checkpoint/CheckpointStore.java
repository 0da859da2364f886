package ai.resolute.master.checkpoint;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.column.JsonColumn;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of checkpoints, numbered in the order of their reports. */
final class CheckpointStore {
    private final TotalStore totals = new TotalStore();

    /** Also tells this whenever what a trial stores becomes more or less. */
    void serve(StoredBytes stored) {
        totals.serve(stored);
    }

    CheckpointTotal total(Handle handle, ExperimentId experiment) {
        return totals.of(handle, experiment);
    }

    void insert(Handle handle, long number, CheckpointReport report) {
        handle.createUpdate(
                        """
                        INSERT INTO checkpoints (uuid, number, experiment_id, trial_id, allocation_id, state,
                            steps, time, resources, metadata, size)
                        VALUES (:uuid, :number, :experiment, :trial, :allocation, 'COMPLETED',
                            :steps, :time, :resources, :metadata, :size)
                        """)
                .bind("uuid", report.id().toString())
                .bind("number", number)
                .bind("experiment", report.origin().experiment().value())
                .bind("trial", report.origin().trial().value())
                .bind("allocation", report.origin().allocation().value())
                .bind("steps", report.stepsCompleted())
                .bind("time", Times.micros(report.time()))
                .bind("resources", JsonColumn.write(report.resources()))
                .bind("metadata", JsonColumn.write(report.metadata()))
                .bind("size", report.size())
                .execute();
        totals.add(handle, report.origin(), 1, report.size());
    }

    Optional<Checkpoint> find(Handle handle, CheckpointId id) {
        return handle.createQuery("SELECT * FROM checkpoints WHERE uuid = :uuid")
                .bind("uuid", id.toString())
                .map(CheckpointStore::read)
                .findOne();
    }

    List<Checkpoint> listByTrial(Handle handle, TrialId trial) {
        return handle.createQuery(
                        "SELECT * FROM checkpoints WHERE trial_id = :trial ORDER BY number DESC")
                .bind("trial", trial.value())
                .map(CheckpointStore::read)
                .list();
    }

    List<Checkpoint> listByExperiment(Handle handle, ExperimentId experiment) {
        return handle.createQuery(
                        """
                        SELECT * FROM checkpoints WHERE experiment_id = :experiment ORDER BY number DESC
                        """)
                .bind("experiment", experiment.value())
                .map(CheckpointStore::read)
                .list();
    }

    List<Checkpoint> listComplete(Handle handle, TrialId trial) {
        return handle.createQuery(
                        """
                        SELECT * FROM checkpoints WHERE trial_id = :trial AND state = 'COMPLETED'
                        ORDER BY number DESC
                        """)
                .bind("trial", trial.value())
                .map(CheckpointStore::read)
                .list();
    }

    /** Its files are gone, or are going; nothing is left of it here but its name. */
    boolean discard(Handle handle, CheckpointId id) {
        shrink(handle, id, 0);
        return handle.createUpdate(
                                """
                                UPDATE checkpoints SET state = 'DELETED', resources = '{}', size = 0
                                WHERE uuid = :uuid AND state <> 'DELETED'
                                """)
                        .bind("uuid", id.toString())
                        .execute()
                == 1;
    }

    void savePart(Handle handle, CheckpointId id, Map<String, Long> left) {
        var size = CheckpointReport.size(left);
        shrink(handle, id, size);
        handle.createUpdate(
                        """
                        UPDATE checkpoints SET state = 'PARTIALLY_DELETED', resources = :resources,
                            size = :size
                        WHERE uuid = :uuid
                        """)
                .bind("resources", JsonColumn.write(left))
                .bind("size", size)
                .bind("uuid", id.toString())
                .execute();
    }

    /** To be called before the row says so. */
    private void shrink(Handle handle, CheckpointId id, long size) {
        find(handle, id)
                .filter(before -> before.size() != size)
                .ifPresent(before -> totals.add(handle, before.origin(), 0, size - before.size()));
    }

    boolean savePin(Handle handle, CheckpointId id, boolean pinned) {
        return handle.createUpdate("UPDATE checkpoints SET pinned = :pinned WHERE uuid = :uuid")
                        .bind("pinned", pinned ? 1 : 0)
                        .bind("uuid", id.toString())
                        .execute()
                == 1;
    }

    boolean saveMetadata(Handle handle, CheckpointId id, Map<String, Object> metadata) {
        return handle.createUpdate("UPDATE checkpoints SET metadata = :metadata WHERE uuid = :uuid")
                        .bind("metadata", JsonColumn.write(metadata))
                        .bind("uuid", id.toString())
                        .execute()
                == 1;
    }

    void forget(Handle handle, ExperimentId experiment) {
        handle.createUpdate("DELETE FROM checkpoints WHERE experiment_id = :experiment")
                .bind("experiment", experiment.value())
                .execute();
        totals.forget(handle, experiment);
    }

    boolean saveState(Handle handle, CheckpointId id, Checkpoint.State state) {
        return handle.createUpdate("UPDATE checkpoints SET state = :state WHERE uuid = :uuid")
                        .bind("state", state.name())
                        .bind("uuid", id.toString())
                        .execute()
                == 1;
    }

    private static Checkpoint read(ResultSet row, StatementContext context) throws SQLException {
        var origin =
                new CheckpointReport.Origin(
                        new ExperimentId(row.getInt("experiment_id")),
                        new TrialId(row.getInt("trial_id")),
                        new AllocationId(row.getString("allocation_id")));
        var report =
                new CheckpointReport(
                        CheckpointId.parse(row.getString("uuid")),
                        origin,
                        row.getLong("steps"),
                        Times.instant(row.getLong("time")),
                        sizes(JsonColumn.readMap(row.getString("resources"))),
                        JsonColumn.readMap(row.getString("metadata")));
        return new Checkpoint(
                report,
                Checkpoint.State.valueOf(row.getString("state")),
                row.getLong("number"),
                row.getInt("pinned") != 0);
    }

    private static Map<String, Long> sizes(Map<String, Object> json) {
        var sizes = new LinkedHashMap<String, Long>();
        json.forEach((path, size) -> sizes.put(path, ((Number) size).longValue()));
        return sizes;
    }
}
