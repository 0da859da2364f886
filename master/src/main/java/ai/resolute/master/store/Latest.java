package ai.resolute.master.store;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
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
    private static final int LATELY = 200;

    private final Map<I, R> written = new ConcurrentHashMap<>();
    private final Map<I, R> committed = new ConcurrentHashMap<>();
    private final Map<I, R> ended = new LinkedHashMap<>();
    private volatile boolean whole;

    /** What the database would answer; empty when only the database knows. */
    public Optional<R> find(Handle handle, I id) {
        return Optional.ofNullable((writes(handle) ? written : committed).get(id));
    }

    /** What was committed last, without a transaction; empty when only the database knows. */
    public Optional<R> find(I id) {
        return Optional.ofNullable(committed.get(id)).or(() -> lately(id));
    }

    private Optional<R> lately(I id) {
        synchronized (ended) {
            return Optional.ofNullable(ended.get(id));
        }
    }

    /** All there are, as they were committed last; empty when only the database knows. */
    public Optional<List<R>> all() {
        return whole ? Optional.of(List.copyOf(committed.values())) : Optional.empty();
    }

    /** Keeps all that a writer read: from then on {@link #all} knows. */
    public void all(Handle handle, List<R> records, Function<R, I> name) {
        records.forEach(record -> saved(handle, name.apply(record), record));
        AtCommit.remember(handle, () -> whole = true);
    }

    /** Keeps what a transaction saved. */
    public void saved(Handle handle, I id, R record) {
        written.put(id, record);
        AtCommit.remember(
                handle,
                () -> {
                    committed.put(id, record);
                    forgetEnded(id);
                });
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

    /** Keeps it no longer: it was changed or removed beside its store's {@code save}. */
    public void over(Handle handle, I id) {
        written.remove(id);
        AtCommit.remember(
                handle,
                () -> {
                    committed.remove(id);
                    forgetEnded(id);
                });
    }

    /**
     * As {@link #over(Handle, Object)} for what is decided on no more; for a short while those who
     * act on its end are told of it.
     */
    public void over(Handle handle, I id, R record) {
        written.remove(id);
        AtCommit.remember(
                handle,
                () -> {
                    synchronized (ended) {
                        ended.remove(id);
                        ended.put(id, record);
                        if (ended.size() > LATELY) {
                            ended.remove(ended.keySet().iterator().next());
                        }
                    }
                    committed.remove(id);
                });
    }

    /** As {@link #over(Handle, Object)}, for all of them that have ended. */
    public void removed(Handle handle, Predicate<I> which) {
        AtCommit.remember(
                handle,
                () -> {
                    synchronized (ended) {
                        ended.keySet().removeIf(which);
                    }
                });
    }

    private void forgetEnded(I id) {
        synchronized (ended) {
            ended.remove(id);
        }
    }

    /** Forgets what turned out not to be so. */
    public void forget(I id) {
        written.remove(id);
        committed.remove(id);
        forgetEnded(id);
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
