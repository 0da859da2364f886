package ai.resolute.master.store;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** A database in which the test lets another writer come first. */
public final class Overtaken implements Database {
    private final Database real;
    private final AtomicReference<Optional<Runnable>> other =
            new AtomicReference<>(Optional.empty());

    public Overtaken(Database real) {
        this.real = real;
    }

    /** Somebody does this just before the next transaction that may write begins. */
    public void overtake(Runnable somebody) {
        other.set(Optional.of(somebody));
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        if (!real.within()) {
            other.getAndSet(Optional.empty()).ifPresent(Runnable::run);
        }
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
