package ai.resolute.master.trial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.Databases;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials of a database from before checkpoints were collected hold what they began from. */
final class WarmStartUpgradeTest {
    private static final CheckpointId SOURCE = new CheckpointId(new UUID(1, 2));
    private static final CheckpointId OTHER = new CheckpointId(new UUID(3, 4));

    @TempDir Path directory;

    @Test
    void theCheckpointThatATrialBeganFromIsFoundAfterTheUpgrade() throws SQLException {
        var file = directory.resolve("old.db");
        var url = "jdbc:sqlite:" + file;
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/migration")
                .placeholders(Map.of("clustered", " WITHOUT ROWID", "bytes", "BLOB"))
                .target("4")
                .load()
                .migrate();
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            for (var id : List.of(SOURCE, OTHER)) {
                statement.execute(
                        """
                        INSERT INTO checkpoints VALUES ('%s', %d, 1, 1, '1.1.1', 'COMPLETED', 1, 0, '{}', '{}')
                        """
                                .formatted(id, id.value().getLeastSignificantBits()));
            }
            statement.execute(trial(1, "{\"seed\":7}"));
            statement.execute(trial(2, "{\"warmStart\":null}"));
            statement.execute(trial(3, "{\"warmStart\":{\"value\":\"%s\"}}".formatted(SOURCE)));
        }
        try (var database = Databases.sqlite(file)) {
            var begun =
                    database.read(
                            handle -> new TrialStore().begunFrom(handle, List.of(SOURCE, OTHER)));
            assertThat(begun).containsExactly(Map.entry(SOURCE, List.of(new TrialId(3))));
        }
    }

    private static String trial(int id, String origin) {
        return """
        INSERT INTO trials (id, experiment_id, task_id, origin, state, live, attempts, created_at, version)
        VALUES (%d, 1, '1.%d', '%s', '{}', 0, '{}', 0, 0)
        """
                .formatted(id, id, origin);
    }
}
