package ai.resolute.master.store;

import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Transactions as callbacks. Work begun inside other work of the same thread joins it. */
final class JdbiDatabase implements Database {
    private final Jdbi writer;
    private final Jdbi reader;
    private final Flush flush;
    private final List<? extends AutoCloseable> pools;

    // One a database, which lives as long as the program: a thread may be in two databases at once.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Outer> current = new ThreadLocal<>();

    JdbiDatabase(Jdbi writer, Jdbi reader, Flush flush, List<? extends AutoCloseable> pools) {
        this.writer = writer;
        this.reader = reader;
        this.flush = flush;
        this.pools = List.copyOf(pools);
    }

    @Override
    public <T> T write(Function<Handle, T> work) {
        var outer = current.get();
        if (outer == null) {
            var answer = begin(writer, true, work);
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
        return outer == null ? begin(reader, false, work) : work.apply(outer.handle());
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

    private <T> T begin(Jdbi jdbi, boolean writes, Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(handle -> bound(new Outer(handle, writes), work));
        } catch (RuntimeException e) {
            throw StoreFailures.explained(e);
        }
    }

    private <T> T bound(Outer outer, Function<Handle, T> work) {
        current.set(outer);
        try {
            return work.apply(outer.handle());
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
