package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WalFlushTest {
    @TempDir Path directory;
    private Path log;
    private WalFlush flush;

    @BeforeEach
    void open() {
        log = directory.resolve("master.db-wal");
        flush = new WalFlush(directory.resolve("master.db"));
    }

    @Test
    void withoutALogEverythingIsInTheFileAlready() {
        flush.committed();
        assertThatCode(flush::await).doesNotThrowAnyException();
    }

    @Test
    void whatWasFlushedIsNotFlushedAgain() throws Exception {
        Files.createFile(log);
        flush.committed();
        flush.await();
        breakLog();
        assertThatCode(flush::await).doesNotThrowAnyException();
    }

    @Test
    void aCommitIsUnsureUntilAFlushSucceeds() throws Exception {
        breakLog();
        flush.committed();
        for (var attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(flush::await)
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("did not confirm");
        }
        Files.delete(log);
        Files.createFile(log);
        assertThatCode(flush::await).doesNotThrowAnyException();
    }

    /** A link to itself cannot be opened. */
    private void breakLog() throws Exception {
        Files.deleteIfExists(log);
        Files.createSymbolicLink(log, log.getFileName());
    }
}
