package ai.resolute.master.experiment.collection;

import ai.resolute.master.duty.Duties;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.Database;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** Which experiments' checkpoints are to be sorted: saved with what makes it so. */
public final class Collections {
    private final Database database;
    private final Duties duties;
    private final CollectionStore store = new CollectionStore();
    private Consumer<ExperimentId> collector = _ -> {};

    /**
     * Over these parts.
     *
     * @param duties those of storages, so that long lists keep nothing else waiting
     */
    public Collections(Database database, Duties duties) {
        this.database = database;
        this.duties = duties;
    }

    /** Sets who does it; once, before anything else. */
    void serve(Consumer<ExperimentId> collector) {
        this.collector = collector;
    }

    /** Owes a collection once the transaction of the caller is saved. */
    public void owe(Handle handle, ExperimentId id) {
        store.insert(handle, id);
        handle.afterCommit(() -> owe(id));
    }

    void recover() {
        database.read(store::list).forEach(this::owe);
    }

    void done(Handle handle, ExperimentId id) {
        store.delete(handle, id);
    }

    private void owe(ExperimentId id) {
        duties.owe("collection of experiment " + id, () -> collector.accept(id));
    }
}
