package ai.resolute.master.store;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * The writers of a database, one after another. Those that come while others are at work share one
 * transaction, since a commit costs about as much as the work; each returns when it is committed.
 * Each sees what those before it wrote, and is undone alone when it fails. Hooks run when all is
 * committed, in the order of the work.
 */
final class Turns {
    private static final int MOST = 64;
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(5);

    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final ReentrantLock turn = new ReentrantLock();
    private final AtomicInteger coming = new AtomicInteger();

    /** Not yet committed, as somebody comes who takes part. */
    private @Nullable Shared open;

    Turns(HikariDataSource source, StatementBuilderFactory statements) {
        this.source = source;
        jdbi =
                Jdbi.create(new Borrowed())
                        .setTransactionHandler(new PartOfTransaction())
                        .setStatementBuilderFactory(statements);
    }

    /** Does this in its turn, in a transaction that is committed when this returns. */
    <T> T take(Function<Handle, T> work) {
        Part<T> part;
        coming.incrementAndGet();
        turn.lock();
        try {
            coming.decrementAndGet();
            part = join(work);
        } finally {
            turn.unlock();
        }
        part.failure()
                .join()
                .ifPresent(failure -> {
                    throw failure;
                });
        return part.answer();
    }

    private <T> Part<T> join(Function<Handle, T> work) {
        var shared = open == null ? new Shared() : open;
        open = shared;
        try {
            return shared.add(work);
        } finally {
            // What a hook writes is not held up: those who come wait for the thread of the hook.
            if (coming.get() == 0 || turn.getHoldCount() > 1 || shared.full()) {
                open = null;
                shared.end();
            }
        }
    }

    /** Work that is done, and what the end of its transaction will bring. */
    private record Part<T>(
            T answer, Handle handle, CompletableFuture<Optional<RuntimeException>> failure) {
        void end(Optional<RuntimeException> failed) {
            try (handle) {
                if (failed.isEmpty()) {
                    handle.commit();
                } else {
                    handle.rollback();
                }
                failure.complete(failed);
            } catch (RuntimeException hook) {
                failure.complete(Optional.of(hook));
            } catch (Error hook) {
                // It is this writer's alone: the others who share the commit wait for their own.
                failure.complete(Optional.of(new IllegalStateException("a hook broke", hook)));
            }
        }
    }

    private Connection begin() {
        try {
            var connection = source.getConnection();
            try {
                connection.setAutoCommit(false);
                return connection;
            } catch (SQLException failed) {
                source.evictConnection(connection);
                throw failed;
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("a transaction cannot begin", failed);
        }
    }

    private final class Shared {
        private final Connection connection = begin();
        private final long began = System.nanoTime();
        private final List<Part<?>> parts = new ArrayList<>();
        private Optional<RuntimeException> broken = Optional.empty();

        boolean full() {
            return parts.isEmpty()
                    || parts.size() >= MOST
                    || broken.isPresent()
                    || System.nanoTime() - began > LONGEST;
        }

        <T> Part<T> add(Function<Handle, T> work) {
            var handle = jdbi.open();
            handle.begin();
            try {
                mark("SAVEPOINT part");
                var answer = work.apply(handle);
                mark("RELEASE SAVEPOINT part");
                var part = new Part<>(answer, handle, new CompletableFuture<>());
                parts.add(part);
                return part;
            } catch (RuntimeException | Error failed) {
                undo(failed);
                try (handle) {
                    handle.rollback();
                }
                throw failed;
            }
        }

        /** Nothing is lost with the first of all when it fails. */
        private void mark(String sql) {
            if (!parts.isEmpty()) {
                try (var statement = connection.createStatement()) {
                    statement.execute(sql);
                } catch (SQLException failed) {
                    throw new IllegalStateException(sql, failed);
                }
            }
        }

        /** Where that fails the database has undone the whole already: a full disk can do that. */
        private void undo(Throwable failed) {
            try {
                if (parts.isEmpty()) {
                    connection.rollback();
                }
                mark("ROLLBACK TO SAVEPOINT part");
                mark("RELEASE SAVEPOINT part");
            } catch (SQLException | IllegalStateException gone) {
                failed.addSuppressed(gone);
                broken = Optional.of(new IllegalStateException("the transaction is gone", failed));
            }
        }

        /** Commits, and lets everybody know. */
        void end() {
            var failed = broken.or(this::commit);
            giveBack(failed);
            if (failed.isEmpty()) {
                // Of all parts, before any hook: that may wake others, or write what comes last.
                parts.forEach(part -> AtCommit.committed(part.handle()));
            }
            parts.forEach(part -> part.end(failed));
        }

        private Optional<RuntimeException> commit() {
            try {
                if (!parts.isEmpty()) {
                    connection.commit();
                }
                return Optional.empty();
            } catch (SQLException failed) {
                return Optional.of(new IllegalStateException("a commit failed", failed));
            }
        }

        /**
         * A connection that cannot undo its transaction is not used again: the database may have
         * undone it, and what came next on that connection would not be in a transaction at all.
         */
        private void giveBack(Optional<RuntimeException> failed) {
            try {
                if (failed.isPresent()) {
                    connection.rollback();
                }
                connection.close();
            } catch (SQLException gone) {
                failed.ifPresent(failure -> failure.addSuppressed(gone));
                source.evictConnection(connection);
            }
        }
    }

    /** The connection of the open transaction, which is not for a handle to close. */
    private final class Borrowed implements ConnectionFactory {
        @Override
        public Connection openConnection() {
            if (open == null) {
                throw new IllegalStateException("no transaction is open");
            }
            return open.connection;
        }

        @Override
        public void closeConnection(Connection connection) {}
    }
}
