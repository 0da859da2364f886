package ai.resolute.master;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Keeps a second master away from a data directory; the system lets go of it when we are killed.
 */
final class DataLock implements AutoCloseable {
    private final FileLock lock;

    private DataLock(FileLock lock) {
        this.lock = lock;
    }

    static DataLock take(Path data) {
        try {
            Files.createDirectories(
                    data,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            var channel =
                    FileChannel.open(
                            data.resolve("master.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            var lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw taken(data);
            }
            return new DataLock(lock);
        } catch (OverlappingFileLockException ours) {
            throw taken(data);
        } catch (IOException failed) {
            throw new StartFailure(
                    "Cannot keep anything in %s: %s. Choose a directory that you may write: det up --data DIR."
                            .formatted(data, failed),
                    failed);
        }
    }

    @Override
    public void close() {
        try {
            lock.channel().close();
        } catch (IOException failed) {
            throw new IllegalStateException("letting go of the data directory", failed);
        }
    }

    private static StartFailure taken(Path data) {
        return new StartFailure(
                ("Cannot take the data directory %s: a master runs there and would be disturbed. Use that one "
                                + "(det status --data %s), stop it first (det down --data %s), or choose another "
                                + "directory (--data). Its log is %s.")
                        .formatted(data, data, data, data.resolve("master.log")));
    }
}
