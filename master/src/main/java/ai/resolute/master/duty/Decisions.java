package ai.resolute.master.duty;

import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.VersionClash;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * The one way in which a saved record changes: decide, save, act. The decision and its saving are
 * one transaction with a version check; what the saved record then owes is a duty.
 *
 * @param <I> what names a record
 * @param <R> the records
 */
public final class Decisions<I, R> {
    private final Database database;
    private final Duties duties;
    private final String noun;
    private final Rows<I, R> rows;
    private final Acts<R> acts;

    /** Where the records are kept. */
    public interface Rows<I, R> {
        Optional<R> find(Handle handle, I id);

        /** What was committed last, where that is known without the database. */
        Optional<R> latest(I id);

        /**
         * Saves over the version that was read.
         *
         * @throws VersionClash if there is a later one
         */
        void save(Handle handle, R record);
    }

    /**
     * What follows from a saved record.
     *
     * @param act does what the record owes; may come again for the same record
     * @param owes whether a change from the first to the second owes anything
     */
    public record Acts<R>(Consumer<R> act, BiPredicate<R, R> owes) {
        /** Every change owes something. */
        public static <R> Acts<R> always(Consumer<R> act) {
            return new Acts<>(act, (_, _) -> true);
        }
    }

    /** Says what a record becomes; what it writes by itself belongs to the same transaction. */
    @FunctionalInterface
    public interface Decision<R> {
        R next(Handle handle, R before);
    }

    /**
     * Over these parts.
     *
     * @param noun what people call a record
     */
    public Decisions(Database database, Duties duties, String noun, Rows<I, R> rows, Acts<R> acts) {
        this.database = database;
        this.duties = duties;
        this.noun = noun;
        this.rows = rows;
        this.acts = acts;
    }

    /** Decides and saves; there is nothing to do about a record that is not there. */
    public void on(I id, Decision<R> decision) {
        VersionClash.again(() -> database.write(handle -> step(handle, id, decision)));
    }

    /** Owes what the saved record asks for, unless that is owed already. */
    public void owe(I id) {
        duties.owe(noun + " " + id, () -> find(id).ifPresent(acts.act()));
    }

    public Optional<R> find(I id) {
        return latest(id).or(() -> database.read(handle -> rows.find(handle, id)));
    }

    /** Inside a transaction only that knows. */
    private Optional<R> latest(I id) {
        return database.within() ? Optional.empty() : rows.latest(id);
    }

    public R get(I id) {
        return find(id).orElseThrow(() ->
                new NotFound(noun + "_not_found", "%s '%s' not found".formatted(noun, id)));
    }

    private boolean step(Handle handle, I id, Decision<R> decision) {
        var found = rows.find(handle, id);
        if (found.isEmpty()) {
            return false;
        }
        var before = found.orElseThrow();
        var after = decision.next(handle, before);
        if (after.equals(before)) {
            return false;
        }
        rows.save(handle, after);
        if (acts.owes().test(before, after)) {
            handle.afterCommit(() -> owe(id));
        }
        return true;
    }
}
