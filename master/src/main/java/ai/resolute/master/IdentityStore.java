package ai.resolute.master;

import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The name of the cluster in the table {@code cluster}. */
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
}
