package ai.resolute.master.store;

import ai.resolute.master.config.DomainException.Conflict;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** Opens databases and brings their schema up to date. */
public final class Databases {
    private static final int READERS = 4;

    /** What a write-ahead log that once grew large is cut back to. */
    private static final int WAL_BYTES = 64 << 20;

    private Databases() {}

    /**
     * A SQLite file, made if absent. It survives a kill of this process at any moment; a power cut
     * may take the commits since the last flush with it, never the whole.
     */
    public static Database sqlite(Path file) {
        migrate(
                Flyway.configure().dataSource(sqliteSource(file, sqliteWriting())),
                Map.of("clustered", " WITHOUT ROWID", "bytes", "BLOB"));
        return open(
                sqlitePool("sqlite-writer", 1, file, sqliteWriting()),
                sqlitePool("sqlite-readers", READERS, file, sqliteReading()),
                new WalFlush(file));
    }

    /** A PostgreSQL database that exists and is ours alone. */
    public static Database postgresql(String jdbcUrl, String user, String password) {
        // Beside the pools: Flyway holds its lock on one connection and works on another.
        migrate(
                Flyway.configure().dataSource(jdbcUrl, user, password),
                Map.of("clustered", "", "bytes", "BYTEA"));
        var writing = poolConfig("postgresql-writer", 1);
        var reading = poolConfig("postgresql-readers", READERS);
        for (var config : List.of(writing, reading)) {
            config.setJdbcUrl(jdbcUrl);
            config.setUsername(user);
            config.setPassword(password);
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
        }
        reading.setReadOnly(true);
        // Else each statement of a transaction would see a state of its own.
        reading.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return open(writing, reading, Flush.NOTHING);
    }

    private static Database open(HikariConfig writing, HikariConfig reading, Flush flush) {
        var pools = new ArrayList<HikariDataSource>();
        try {
            var writer = new HikariDataSource(writing);
            pools.add(writer);
            var readers = new HikariDataSource(reading);
            pools.addFirst(readers);
            return new JdbiDatabase(Jdbi.create(writer), Jdbi.create(readers), flush, pools);
        } catch (RuntimeException e) {
            pools.forEach(HikariDataSource::close);
            throw StoreFailures.explained(e);
        }
    }

    private static void migrate(FluentConfiguration flyway, Map<String, String> placeholders) {
        try {
            flyway.locations("classpath:db/migration")
                    .placeholders(placeholders)
                    // Flyway would pass over migrations that it does not know.
                    .ignoreMigrationPatterns(new String[0])
                    .load()
                    .migrate();
        } catch (FlywayValidateException e) {
            var refused =
                    new Conflict(
                            "unknown_schema",
                            "The database was changed by another version of the master, which this one does not"
                                    + " know. Nothing was changed now. Start that version again, or give this one"
                                    + " another data directory. Flyway says: "
                                    + e.getMessage());
            refused.initCause(e);
            throw refused;
        } catch (RuntimeException e) {
            throw StoreFailures.explained(e);
        }
    }

    private static SQLiteConfig sqliteWriting() {
        var config = sqliteReading();
        config.setReadOnly(false);
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.NORMAL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setJournalSizeLimit(WAL_BYTES);
        config.enforceForeignKeys(true);
        return config;
    }

    private static SQLiteConfig sqliteReading() {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) Duration.ofSeconds(5).toMillis());
        return config;
    }

    private static HikariConfig sqlitePool(String name, int size, Path file, SQLiteConfig sqlite) {
        var config = poolConfig(name, size);
        config.setDataSource(sqliteSource(file, sqlite));
        config.setReadOnly((sqlite.getOpenModeFlags() & SQLiteOpenMode.READONLY.flag) != 0);
        // SQLite connections do not age, and a writer that was renewed would lose its cache.
        config.setMaxLifetime(0);
        return config;
    }

    private static SQLiteDataSource sqliteSource(Path file, SQLiteConfig sqlite) {
        var source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
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
