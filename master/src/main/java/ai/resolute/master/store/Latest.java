package ai.resolute.master.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Records that are decided on again and again, as they were saved last: a decision need not read
 * and parse them. This may answer instead of the database because nobody else writes there, and one
 * transaction comes after the other. Readers get what is committed, writers what they wrote.
 *
 * @param <I> what names a record
 * @param <R> the records
 */
public final class Latest<I, R> {
    private final Map<I, R> written = new ConcurrentHashMap<>();
    private final Map<I, R> committed = new ConcurrentHashMap<>();
    private volatile boolean whole;

    /** What the database would answer; empty when only the database knows. */
    public Optional<R> find(Handle handle, I id) {
        return Optional.ofNullable((writes(handle) ? written : committed).get(id));
    }

    /** What was committed last, without a transaction; empty when only the database knows. */
    public Optional<R> find(I id) {
        return Optional.ofNullable(committed.get(id));
    }

    /** All there are, as they were committed last; empty when only the database knows. */
    public Optional<List<R>> all() {
        return whole ? Optional.of(List.copyOf(committed.values())) : Optional.empty();
    }

    /** Keeps all that a writer read: from then on {@link #all} knows. */
    public void all(Handle handle, List<R> records, Function<R, I> name) {
        records.forEach(record -> saved(handle, name.apply(record), record));
        handle.afterCommit(() -> whole = true);
    }

    /** Keeps what a transaction saved. */
    public void saved(Handle handle, I id, R record) {
        written.put(id, record);
        handle.afterCommit(() -> committed.put(id, record));
        handle.afterRollback(() -> written.remove(id));
    }

    /**
     * Keeps what the database answered, if that was to a writer: a reader may come late with it.
     */
    public void found(Handle handle, I id, R record) {
        if (writes(handle)) {
            written.put(id, record);
        }
    }

    /** Keeps it no longer: nothing more will be decided on it. */
    public void over(Handle handle, I id) {
        written.remove(id);
        handle.afterCommit(() -> committed.remove(id));
    }

    /** Forgets what turned out not to be so. */
    public void forget(I id) {
        written.remove(id);
        committed.remove(id);
        whole = false;
    }

    private static boolean writes(Handle handle) {
        try {
            return !handle.getConnection().isReadOnly();
        } catch (SQLException closed) {
            throw new IllegalStateException("a handle without a connection", closed);
        }
    }
}
