package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest extends DatabaseContract {
    @TempDir Path directory;
    private Database database;

    @BeforeEach
    void open() {
        database = Databases.sqlite(directory.resolve("resolute.db"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    protected Database database() {
        return database;
    }

    @Test
    void itKeepsAWriteAheadLogAndOpensAgain() {
        assertThat(pragma("journal_mode")).isEqualTo("wal");
        assertThat(pragma("synchronous")).isEqualTo("1");
        assertThat(pragma("foreign_keys")).isEqualTo("1");
        database.close();
        open();
        assertThat(pragma("journal_mode")).isEqualTo("wal");
    }

    private String pragma(String name) {
        return database.write(h -> h.createQuery("PRAGMA " + name).mapTo(String.class).one());
    }
}
