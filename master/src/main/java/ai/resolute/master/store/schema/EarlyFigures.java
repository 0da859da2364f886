package ai.resolute.master.store.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The migration to schema 8 was on the main branch in a first form, without the tables of how long
 * lines of logs stay. A database that took that form gets the tables, and is from then on as if it
 * had taken the form that stayed.
 */
final class EarlyFigures {
    /** What Flyway noted of the first form, and what it notes of the one that stayed. */
    private static final int FIRST = 1705895295;

    private static final int LAST = -432015864;

    private static final List<String> MISSING =
            List.of(
                    """
                    CREATE TABLE log_retentions (
                        experiment_id INTEGER NOT NULL,
                        trial_id INTEGER NOT NULL,
                        days INTEGER NOT NULL,
                        PRIMARY KEY (experiment_id, trial_id)
                    )
                    """,
                    """
                    CREATE TABLE log_removals (
                        experiment_id INTEGER NOT NULL,
                        trial_id INTEGER NOT NULL,
                        ended_at BIGINT NOT NULL,
                        PRIMARY KEY (experiment_id, trial_id)
                    )
                    """);

    private EarlyFigures() {}

    /** Does nothing to any other database. */
    static void complete(DataSource database, Map<String, String> words) {
        try (var connection = database.getConnection()) {
            if (tookTheFirst(connection)) {
                connection.setAutoCommit(false);
                try (var statement = connection.createStatement()) {
                    for (var table : MISSING) {
                        statement.execute(table + words.getOrDefault("clustered", ""));
                    }
                    statement.execute(
                            "UPDATE flyway_schema_history SET checksum = %d WHERE version = '8'"
                                    .formatted(LAST));
                }
                connection.commit();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("looking at the schema", failed);
        }
    }

    private static boolean tookTheFirst(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found =
                        statement.executeQuery(
                                "SELECT 1 FROM flyway_schema_history WHERE version = '8' AND checksum = "
                                        + FIRST)) {
            return found.next();
        }
    }
}
