package ai.resolute.master.store;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** A database that does as another one does, for tests that come between. */
public abstract class PassingDatabase implements Database {
    private final Database real;

    protected PassingDatabase(Database real) {
        this.real = real;
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        return real.write(work);
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        return real.read(work);
    }

    @Override
    public boolean within() {
        return real.within();
    }

    @Override
    public void afterCommit(Runnable then) {
        real.afterCommit(then);
    }

    @Override
    public void flush() {
        real.flush();
    }

    @Override
    public int next(Handle handle, String sequence) {
        return real.next(handle, sequence);
    }

    @Override
    public long reserve(Handle handle, String sequence, int count) {
        return real.reserve(handle, sequence, count);
    }

    @Override
    public void forget(Handle handle, String sequence) {
        real.forget(handle, sequence);
    }

    @Override
    public void close() {
        real.close();
    }
}
