package ai.resolute.master;

import ai.resolute.master.store.snapshot.Snapshots;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** What the table {@code cluster} says of the cluster itself. */
final class IdentityStore {
    /** The name of this cluster for ever; the first caller's is kept. */
    String id(Handle handle, Supplier<String> fresh) {
        handle.createUpdate(
                        """
                        INSERT INTO cluster (key, value) VALUES ('id', :value)
                        ON CONFLICT (key) DO NOTHING
                        """)
                .bind("value", fresh.get())
                .execute();
        return handle.createQuery("SELECT value FROM cluster WHERE key = 'id'")
                .mapTo(String.class)
                .one();
    }

    /** Whether the database was restored from a backup since it was last asked. */
    boolean takeRestored(Handle handle) {
        return handle.createUpdate("DELETE FROM cluster WHERE key = :key")
                        .bind("key", Snapshots.RESTORED)
                        .execute()
                == 1;
    }
}
