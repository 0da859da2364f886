package ai.resolute.master.store;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * A database with the current schema. On either kind there is one writer at a time, so that no two
 * transactions of this master ever wait for each other's rows; readers never wait.
 */
public interface Database extends AutoCloseable {
    /**
     * Runs work in one transaction that may write; a thrown exception rolls back. Inside other work
     * of the same thread and database it is part of that. What it wrote survives a kill of this
     * process; {@link #flush} says when it survives a power cut.
     */
    <T> T write(Function<Handle, T> work);

    /**
     * Runs work in a transaction that sees one state and writes nothing. Inside {@link #write} it
     * is part of that transaction and sees what it wrote.
     */
    <T> T read(Function<Handle, T> work);

    /** Whether this thread is inside such work. */
    boolean within();

    /** Does this when the work that this thread is inside of is committed; else at once. */
    void afterCommit(Runnable then);

    /** As {@link #write(Function)} without an answer. */
    default void execute(Consumer<Handle> work) {
        write(handle -> {
            work.accept(handle);
            return true;
        });
    }

    /**
     * Returns when all that was committed before is safe from a power cut too. Nothing may be
     * answered before; those who wait at the same time wait for one flush.
     */
    void flush();

    /** Next number of a named sequence, from 1, inside the caller's transaction. */
    int next(Handle handle, String sequence);

    /**
     * Takes {@code count} numbers of a named sequence and returns the first. Writers of one
     * sequence commit one after the other, so that numbers become visible in their order.
     */
    long reserve(Handle handle, String sequence, int count);

    /** Forgets a sequence whose numbers nobody has any more. */
    void forget(Handle handle, String sequence);

    @Override
    void close();
}
