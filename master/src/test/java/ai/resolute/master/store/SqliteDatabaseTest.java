package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SqliteDatabase.class)
class SqliteDatabaseTest extends DatabaseContract {
    @Test
    void itKeepsAWriteAheadLogAndOpensAgain(@TempDir Path directory) {
        for (var round = 0; round < 2; round++) {
            try (var database = Databases.sqlite(directory.resolve("resolute.db"))) {
                assertThat(pragma(database, "journal_mode")).isEqualTo("wal");
                assertThat(pragma(database, "synchronous")).isEqualTo("1");
                assertThat(pragma(database, "foreign_keys")).isEqualTo("1");
            }
        }
    }

    private static String pragma(Database database, String name) {
        return database.write(h -> h.createQuery("PRAGMA " + name).mapTo(String.class).one());
    }
}
