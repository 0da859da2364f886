package ai.resolute.master.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * For handles whose work is a part of a transaction that others begin and end: what a handle is
 * told of that only makes its hooks run, and what is remembered before them.
 */
final class PartOfTransaction implements TransactionHandler {
    private boolean open;

    @Override
    public TransactionHandler specialize(Handle handle) {
        return new PartOfTransaction();
    }

    @Override
    public void begin(Handle handle) {
        open = true;
    }

    @Override
    public void commit(Handle handle) {
        open = false;
    }

    @Override
    public void rollback(Handle handle) {
        open = false;
    }

    @Override
    public boolean isInTransaction(Handle handle) {
        return open;
    }

    @Override
    public void savepoint(Handle handle, String name) {
        throw refused();
    }

    @Override
    public void rollbackToSavepoint(Handle handle, String name) {
        throw refused();
    }

    @Override
    public void releaseSavepoint(Handle handle, String name) {
        throw refused();
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) {
        throw refused();
    }

    @Override
    public <R, X extends Exception> R inTransaction(
            Handle handle, TransactionIsolationLevel level, HandleCallback<R, X> callback) {
        throw refused();
    }

    private static IllegalStateException refused() {
        return new IllegalStateException("a transaction inside another");
    }
}
