package ai.resolute.master.store.snapshot;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.store.StoreFailures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Copies of a SQLite file; another process may write to it meanwhile. */
record SqliteSnapshots(Path file) implements Snapshots {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public String kind() {
        return "sqlite";
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public Optional<Contents> contents() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var source = source(file, true);
        return SnapshotContents.of(Flyway.configure().dataSource(source), Jdbi.create(source));
    }

    /** A second master is kept away by the lock of its data directory. */
    @Override
    public boolean inUse() {
        return false;
    }

    @Override
    public void save(Path copy) {
        explained(() -> {
            Jdbi.create(source(file, true))
                    .useHandle(handle -> handle.execute("VACUUM INTO ?", copy.toString()));
            return true;
        });
    }

    @Override
    public void requireSound(Path copy) {
        List<String> verdict;
        try {
            verdict =
                    Jdbi.create(source(copy, true))
                            .withHandle(handle ->
                                    handle.createQuery("PRAGMA integrity_check")
                                            .mapTo(String.class)
                                            .list());
        } catch (JdbiException unreadable) {
            throw unsound(String.valueOf(unreadable.getCause()));
        }
        if (!verdict.equals(List.of("ok"))) {
            throw unsound(String.join("; ", verdict));
        }
    }

    @Override
    public void replace(Path copy, Path kept) {
        explained(() -> {
            Jdbi.create(source(copy, false)).useHandle(SnapshotContents::mark);
            return true;
        });
        try {
            // The log before the file: a file without its log is never taken for the whole.
            for (var companion : List.of("-wal", "-shm", "")) {
                var old = file.resolveSibling(file.getFileName() + companion);
                if (Files.exists(old)) {
                    Files.move(old, kept.resolve(old.getFileName()));
                }
            }
            Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static InvalidRequest unsound(String why) {
        return new InvalidRequest(
                "backup_unsound",
                "the database in the backup is damaged: %s. Restore another backup; nothing was changed."
                        .formatted(why));
    }

    private static <T> T explained(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException failed) {
            throw StoreFailures.explained(failed);
        }
    }

    private static SQLiteDataSource source(Path file, boolean readOnly) {
        var config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        config.setBusyTimeout((int) PATIENCE.toMillis());
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }
}
