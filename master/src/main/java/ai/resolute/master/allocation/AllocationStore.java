package ai.resolute.master.allocation;

import ai.resolute.master.duty.Decisions;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.store.Latest;
import ai.resolute.master.store.VersionClash;
import ai.resolute.master.store.column.RecordColumn;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table {@code allocations}. */
final class AllocationStore implements Decisions.Rows<AllocationId, Allocation> {
    private final Latest<AllocationId, Allocation> latest = new Latest<>();

    /** Does nothing when there is one of this name. */
    void insert(Handle handle, Allocation allocation) {
        var made =
                handle.createUpdate(
                                """
                                INSERT INTO allocations
                                    (id, task_id, ask, state, live, created_at, version)
                                VALUES (:id, :task, :ask, :state, 1, :created, :version)
                                ON CONFLICT (id) DO NOTHING
                                """)
                        .bind("id", allocation.id().value())
                        .bind("task", allocation.id().task().value())
                        .bind("ask", RecordColumn.write(AllocationAsk.class, allocation.ask()))
                        .bind(
                                "state",
                                RecordColumn.write(AllocationState.class, allocation.state()))
                        .bind("created", Times.micros(allocation.createdAt()))
                        .bind("version", allocation.version())
                        .execute();
        if (made > 0) {
            latest.saved(handle, allocation.id(), allocation);
        }
    }

    /** Saves the state over the version that was read. */
    @Override
    public void save(Handle handle, Allocation allocation) {
        var saved =
                handle.createUpdate(
                                """
                                UPDATE allocations SET ask = :ask, state = :state, live = :live,
                                    started_at = :started, version = :version + 1
                                WHERE id = :id AND version = :version
                                """)
                        .bind("ask", RecordColumn.write(AllocationAsk.class, allocation.ask()))
                        .bind(
                                "state",
                                RecordColumn.write(AllocationState.class, allocation.state()))
                        .bind("live", allocation.live() ? 1 : 0)
                        .bind("started", allocation.startedAt().map(Times::micros).orElse(null))
                        .bind("version", allocation.version())
                        .bind("id", allocation.id().value())
                        .execute();
        if (saved == 0) {
            latest.forget(allocation.id());
            throw new VersionClash("allocation " + allocation.id(), allocation.version());
        }
        if (allocation.live()) {
            latest.saved(handle, allocation.id(), allocation.atVersion(allocation.version() + 1));
        } else {
            latest.over(handle, allocation.id(), allocation.atVersion(allocation.version() + 1));
        }
    }

    @Override
    public Optional<Allocation> latest(AllocationId id) {
        return latest.find(id);
    }

    @Override
    public Optional<Allocation> find(Handle handle, AllocationId id) {
        return latest.find(handle, id).or(() -> read(handle, id));
    }

    private Optional<Allocation> read(Handle handle, AllocationId id) {
        var found =
                handle.createQuery("SELECT * FROM allocations WHERE id = :id")
                        .bind("id", id.value())
                        .map(AllocationStore::row)
                        .findOne();
        found.filter(Allocation::live).ifPresent(live -> latest.found(handle, id, live));
        return found;
    }

    /** Oldest first. */
    List<Allocation> list(Handle handle, TaskId task) {
        return handle.createQuery(
                        "SELECT * FROM allocations WHERE task_id = :task ORDER BY created_at")
                .bind("task", task.value())
                .map(AllocationStore::row)
                .list();
    }

    void delete(Handle handle, TaskId task) {
        for (var statement :
                List.of(
                        """
                        DELETE FROM spool_positions WHERE allocation_id IN
                            (SELECT id FROM allocations WHERE task_id = :task)
                        """,
                        """
                        DELETE FROM sessions WHERE allocation_id IN
                            (SELECT id FROM allocations WHERE task_id = :task)
                        """,
                        "DELETE FROM allocations WHERE task_id = :task")) {
            handle.createUpdate(statement).bind("task", task.value()).execute();
        }
        latest.removed(handle, id -> id.task().equals(task));
    }

    /** From now on those that are not over are known without the database. */
    void remember(Handle handle) {
        latest.all(handle, live(handle), Allocation::id);
    }

    /** Those that are not over, where that is known without the database. */
    Optional<List<Allocation>> latestLive() {
        return latest.all();
    }

    List<Allocation> live(Handle handle) {
        return handle.createQuery("SELECT * FROM allocations WHERE live = 1 ORDER BY id")
                .map(AllocationStore::row)
                .list();
    }

    void heard(Handle handle, AllocationId id, Instant time) {
        handle.createUpdate("UPDATE allocations SET last_heard = :time WHERE id = :id")
                .bind("time", Times.micros(time))
                .bind("id", id.value())
                .execute();
    }

    Optional<Instant> lastHeard(Handle handle, AllocationId id) {
        return handle.createQuery(
                        "SELECT last_heard FROM allocations WHERE id = :id AND last_heard > 0")
                .bind("id", id.value())
                .mapTo(Long.class)
                .findOne()
                .map(Times::instant);
    }

    private static Allocation row(ResultSet row, StatementContext context) throws SQLException {
        var started = row.getLong("started_at");
        return new Allocation(
                new AllocationId(row.getString("id")),
                RecordColumn.read(AllocationAsk.class, row.getString("ask")),
                RecordColumn.read(AllocationState.class, row.getString("state")),
                Times.instant(row.getLong("created_at")),
                started == 0 ? Optional.empty() : Optional.of(Times.instant(started)),
                row.getLong("version"));
    }

    /** How many of each stream's lines are committed. */
    Map<String, Long> positions(Handle handle, AllocationId id) {
        return handle.createQuery(
                        "SELECT stream, next FROM spool_positions WHERE allocation_id = :id")
                .bind("id", id.value())
                .map((row, _) -> Map.entry(row.getString("stream"), row.getLong("next")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void position(Handle handle, AllocationId id, String stream, long next) {
        handle.createUpdate(
                        """
                        INSERT INTO spool_positions (allocation_id, stream, next)
                        VALUES (:id, :stream, :next)
                        ON CONFLICT (allocation_id, stream) DO UPDATE SET next = excluded.next
                        """)
                .bind("id", id.value())
                .bind("stream", stream)
                .bind("next", next)
                .execute();
    }
}
