package ai.resolute.master.store;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * What a commit brings about before any of its hooks, in whatever order both came: what is
 * remembered of the database. A hook may wake others, who would else act on what was so before.
 */
public final class AtCommit implements JdbiConfig<AtCommit> {
    private final List<Runnable> changes = new ArrayList<>();

    /** Of the transaction of this handle, which has to be a writer's. */
    static void remember(Handle handle, Runnable change) {
        handle.getConfig(AtCommit.class).changes.add(change);
    }

    static void committed(Handle handle) {
        handle.getConfig(AtCommit.class).changes.forEach(Runnable::run);
    }

    /** Nothing was done through the copy yet. */
    @Override
    public AtCommit createCopy() {
        return new AtCommit();
    }
}
