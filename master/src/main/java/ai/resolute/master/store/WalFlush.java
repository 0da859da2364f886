package ai.resolute.master.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Flushes the write-ahead log of a SQLite file, once for all who wait. With synchronous=NORMAL a
 * commit appends to that log and does not wait for the disk; SQLite itself flushes log and file in
 * the right order whenever it moves pages from one to the other. Flushing the log is thus all that
 * synchronous=FULL would add, but here the next transaction need not wait for it.
 */
final class WalFlush implements Flush {
    private final Path directory;
    private final Path log;
    private final AtomicLong commits = new AtomicLong();
    private long flushed;
    private boolean named;

    WalFlush(Path file) {
        directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
        log = directory.resolve(file.getFileName() + "-wal");
    }

    @Override
    public void committed() {
        commits.incrementAndGet();
    }

    @Override
    public void await() {
        var wanted = commits.get();
        synchronized (this) {
            if (flushed < wanted) {
                var covered = commits.get();
                flush();
                flushed = covered;
            }
        }
    }

    private void flush() {
        try {
            // No lock of SQLite lies on this file, so that closing it here frees none.
            force(log);
            if (!named) {
                force(directory);
                named = true;
            }
        } catch (NoSuchFileException closed) {
            // The last connection that closed has moved everything into the file, and flushed it.
            return;
        } catch (IOException failed) {
            throw StoreFailures.unsure(failed);
        }
    }

    private static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(false);
        }
    }
}
