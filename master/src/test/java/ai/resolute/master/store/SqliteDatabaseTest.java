package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.Conflict;
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

    @Test
    void aDatabaseOfANewerMasterIsRefusedAndLeftAlone(@TempDir Path directory) {
        var file = directory.resolve("resolute.db");
        try (var database = Databases.sqlite(file)) {
            database.execute(handle ->
                    handle.execute(
                            """
                            INSERT INTO flyway_schema_history (installed_rank, version, description, type,
                                script, checksum, installed_by, execution_time, success)
                            VALUES (1000, '1000', 'later', 'SQL', 'V1000__later.sql', 1, 'x', 1, 1)
                            """));
        }
        assertThatThrownBy(() -> Databases.sqlite(file))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("changed by another version of the master");
    }

    private static String pragma(Database database, String name) {
        return database.write(h -> h.createQuery("PRAGMA " + name).mapTo(String.class).one());
    }
}
