package ai.resolute.master.allocation.device;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.store.column.RecordColumn;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code accelerators}. */
public final class AcceleratorStore {
    /** For the column. */
    private record Uuids(List<String> uuids) {}

    /** Keeps it instead of what the same worker found before. */
    public void save(Handle handle, Accelerators found) {
        handle.createUpdate(
                        """
                        INSERT INTO accelerators
                            (task_id, allocation_id, container, node, device, uuids)
                        VALUES (:task, :allocation, :container, :node, :device, :uuids)
                        ON CONFLICT (task_id, allocation_id, container) DO UPDATE SET
                            node = excluded.node, device = excluded.device, uuids = excluded.uuids
                        """)
                .bind("task", found.allocation().task().value())
                .bind("allocation", found.allocation().value())
                .bind("container", found.container())
                .bind("node", found.node())
                .bind("device", found.device())
                .bind("uuids", RecordColumn.write(Uuids.class, new Uuids(found.uuids())))
                .execute();
    }

    /** What the workers of a task found, in the order of its runs. */
    public List<Accelerators> list(Handle handle, TaskId task) {
        return handle.createQuery(
                        """
                        SELECT * FROM accelerators WHERE task_id = :task
                        ORDER BY LENGTH(allocation_id), allocation_id, container
                        """)
                .bind("task", task.value())
                .map((row, _) ->
                        new Accelerators(
                                new AllocationId(row.getString("allocation_id")),
                                row.getString("container"),
                                row.getString("node"),
                                row.getString("device"),
                                RecordColumn.read(Uuids.class, row.getString("uuids")).uuids()))
                .list();
    }

    public void delete(Handle handle, TaskId task) {
        handle.createUpdate("DELETE FROM accelerators WHERE task_id = :task")
                .bind("task", task.value())
                .execute();
    }
}
