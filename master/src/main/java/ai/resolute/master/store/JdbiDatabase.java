package ai.resolute.master.store;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Transactions as callbacks. Work begun inside other work of the same thread joins it. */
final class JdbiDatabase implements Database {
    private final Turns writers;
    private final Jdbi reader;
    private final Flush flush;
    private final List<? extends AutoCloseable> pools;

    // One a database, which lives as long as the program: a thread may be in two databases at once.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Outer> current = new ThreadLocal<>();

    JdbiDatabase(Turns writers, Jdbi reader, Flush flush, List<? extends AutoCloseable> pools) {
        this.writers = writers;
        this.reader = reader;
        this.flush = flush;
        this.pools = List.copyOf(pools);
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        var outer = current.get();
        if (outer == null) {
            var answer = explained(() -> writers.take(handle -> bound(handle, true, work)));
            flush.committed();
            return answer;
        }
        if (!outer.writes()) {
            throw new IllegalStateException("a write inside a read");
        }
        return work.apply(outer.handle());
    }

    @Override
    public <T> T read(Function<Handle, T> work) {
        var outer = current.get();
        return outer == null
                ? explained(() -> reader.inTransaction(handle -> bound(handle, false, work)))
                : work.apply(outer.handle());
    }

    @Override
    public boolean within() {
        return current.get() != null;
    }

    @Override
    public void afterCommit(Runnable then) {
        var outer = current.get();
        if (outer == null) {
            then.run();
        } else {
            outer.handle().afterCommit(then);
        }
    }

    private static <T> T explained(Supplier<T> transaction) {
        try {
            return transaction.get();
        } catch (RuntimeException e) {
            throw StoreFailures.explained(e);
        }
    }

    private <T> T bound(Handle handle, boolean writes, Function<Handle, T> work) {
        current.set(new Outer(handle, writes));
        try {
            return work.apply(handle);
        } finally {
            current.remove();
        }
    }

    @Override
    public void flush() {
        flush.await();
    }

    /** The transaction that this thread is in. */
    private record Outer(Handle handle, boolean writes) {}

    @Override
    public int next(Handle handle, String sequence) {
        return Math.toIntExact(reserve(handle, sequence, 1));
    }

    @Override
    public long reserve(Handle handle, String sequence, int count) {
        var last =
                handle.createQuery(
                                """
                                INSERT INTO sequences (name, last) VALUES (:name, :count)
                                ON CONFLICT (name) DO UPDATE SET last = sequences.last + excluded.last
                                RETURNING last
                                """)
                        .bind("name", sequence)
                        .bind("count", count)
                        .mapTo(Long.class)
                        .one();
        return last - count + 1;
    }

    @Override
    public void forget(Handle handle, String sequence) {
        handle.createUpdate("DELETE FROM sequences WHERE name = :name")
                .bind("name", sequence)
                .execute();
    }

    @Override
    public void close() {
        for (var pool : pools) {
            try {
                pool.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing " + pool, e);
            }
        }
    }
}
