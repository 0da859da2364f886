package ai.resolute.master.allocation.slot;

import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table {@code disabled_slots}. */
final class SlotStore {
    private static final int WHOLE_NODE = -1;

    void disable(Handle handle, Disabled disabled) {
        handle.createUpdate(
                        """
                        INSERT INTO disabled_slots (node, slot, drains, disabled_by, disabled_at)
                        VALUES (:node, :slot, :drains, :by, :at)
                        ON CONFLICT (node, slot) DO UPDATE SET drains = excluded.drains,
                            disabled_by = excluded.disabled_by, disabled_at = excluded.disabled_at
                        """)
                .bind("node", disabled.node())
                .bind("slot", disabled.slot().orElse(WHOLE_NODE))
                .bind("drains", disabled.drains() ? 1 : 0)
                .bind("by", disabled.by())
                .bind("at", Times.micros(disabled.since()))
                .execute();
    }

    void enable(Handle handle, String node, Optional<Integer> slot) {
        handle.createUpdate("DELETE FROM disabled_slots WHERE node = :node AND slot = :slot")
                .bind("node", node)
                .bind("slot", slot.orElse(WHOLE_NODE))
                .execute();
    }

    List<Disabled> list(Handle handle) {
        return handle.createQuery("SELECT * FROM disabled_slots ORDER BY node, slot")
                .map(SlotStore::row)
                .list();
    }

    private static Disabled row(ResultSet row, StatementContext context) throws SQLException {
        var slot = row.getInt("slot");
        return new Disabled(
                row.getString("node"),
                slot == WHOLE_NODE ? Optional.empty() : Optional.of(slot),
                row.getInt("drains") == 1,
                row.getString("disabled_by"),
                Times.instant(row.getLong("disabled_at")));
    }
}
