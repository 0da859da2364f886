package ai.resolute.master.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** Opens databases and brings their schema up to date. */
public final class Databases {
    private static final int SQLITE_READERS = 4;
    private static final int POSTGRESQL_CONNECTIONS = 10;

    private Databases() {}

    /**
     * A SQLite file, made if absent. It survives a kill of this process at any moment; a power cut
     * may take the last commits with it, never the whole.
     */
    public static Database sqlite(Path file) {
        var writer = pool("sqlite-writer", 1, file, sqliteWriting());
        try {
            migrate(writer, Map.of("clustered", " WITHOUT ROWID", "bytes", "BLOB"));
            var readers = pool("sqlite-readers", SQLITE_READERS, file, sqliteReading());
            return new JdbiDatabase(
                    Jdbi.create(writer), Jdbi.create(readers), List.of(readers, writer));
        } catch (RuntimeException e) {
            writer.close();
            throw StoreFailures.explained(e);
        }
    }

    /** A PostgreSQL database that exists and is ours alone. */
    public static Database postgresql(String jdbcUrl, String user, String password) {
        var config = poolConfig("postgresql", POSTGRESQL_CONNECTIONS);
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(user);
        config.setPassword(password);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        try {
            var pool = new HikariDataSource(config);
            try {
                migrate(pool, Map.of("clustered", "", "bytes", "BYTEA"));
                var jdbi = Jdbi.create(pool);
                return new JdbiDatabase(jdbi, jdbi, List.of(pool));
            } catch (RuntimeException e) {
                pool.close();
                throw e;
            }
        } catch (RuntimeException e) {
            throw StoreFailures.explained(e);
        }
    }

    private static void migrate(DataSource source, Map<String, String> placeholders) {
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .placeholders(placeholders)
                .load()
                .migrate();
    }

    private static SQLiteConfig sqliteWriting() {
        var config = sqliteReading();
        config.setReadOnly(false);
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.NORMAL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        return config;
    }

    private static SQLiteConfig sqliteReading() {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) Duration.ofSeconds(5).toMillis());
        return config;
    }

    private static HikariDataSource pool(String name, int size, Path file, SQLiteConfig sqlite) {
        var source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        var config = poolConfig(name, size);
        config.setDataSource(source);
        config.setReadOnly((sqlite.getOpenModeFlags() & SQLiteOpenMode.READONLY.flag) != 0);
        // SQLite connections do not age, and a writer that was renewed would lose its cache.
        config.setMaxLifetime(0);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw StoreFailures.explained(e);
        }
    }

    private static HikariConfig poolConfig(String name, int size) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(Duration.ofSeconds(30).toMillis());
        return config;
    }
}
