package ai.resolute.master.store;

import ai.resolute.master.store.schema.Schema;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilderFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** Opens databases and brings their schema up to date. */
public final class Databases {
    /** What migrations say differently on SQLite. */
    static final Map<String, String> SQLITE_WORDS =
            Map.of(
                    "clustered", " WITHOUT ROWID",
                    "bytes", "BLOB",
                    "json", "",
                    "json_each", "json_each");

    /** What migrations say differently on PostgreSQL. */
    static final Map<String, String> POSTGRESQL_WORDS =
            Map.of(
                    "clustered", "",
                    "bytes", "BYTEA",
                    "json", "::json",
                    "json_each", "json_each_text");

    private static final int READERS = 4;

    /** What a write-ahead log that once grew large is cut back to. */
    private static final int WAL_BYTES = 64 << 20;

    /**
     * How long the log grows, in pages of 4 KiB, before its pages are moved into the file: each
     * page that many commits changed is moved once, and the writer waits for the disk as rarely.
     */
    private static final String WAL_PAGES = "4000";

    /** What a connection keeps of the file in memory, in KiB, as SQLite wants it written. */
    private static final int CACHE = -16 << 10;

    private Databases() {}

    /**
     * A SQLite file, made if absent. It survives a kill of this process at any moment; a power cut
     * may take the commits since the last flush with it, never the whole.
     */
    public static Database sqlite(Path file) {
        migrate(Flyway.configure().dataSource(sqliteSource(file, sqliteWriting())), SQLITE_WORDS);
        return open(
                sqlitePool("sqlite-writer", 1, file, sqliteWriting()),
                sqlitePool("sqlite-readers", READERS, file, sqliteReading()),
                KeptStatements.perConnection(),
                new WalFlush(file));
    }

    /** A PostgreSQL database that exists and is ours alone. */
    public static Database postgresql(String jdbcUrl, String user, String password) {
        // Beside the pools: Flyway holds its lock on one connection and works on another.
        migrate(Flyway.configure().dataSource(jdbcUrl, user, password), POSTGRESQL_WORDS);
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
        return open(writing, reading, DefaultStatementBuilder.FACTORY, Flush.NOTHING);
    }

    private static Database open(
            HikariConfig writing,
            HikariConfig reading,
            StatementBuilderFactory statements,
            Flush flush) {
        var pools = new ArrayList<HikariDataSource>();
        try {
            var writer = new HikariDataSource(writing);
            pools.add(writer);
            var readers = new HikariDataSource(reading);
            pools.addFirst(readers);
            return new JdbiDatabase(
                    new Turns(writer, statements),
                    Jdbi.create(readers).setStatementBuilderFactory(statements),
                    flush,
                    pools);
        } catch (RuntimeException e) {
            pools.forEach(HikariDataSource::close);
            throw StoreFailures.explained(e);
        }
    }

    private static void migrate(FluentConfiguration flyway, Map<String, String> words) {
        try {
            Schema.migrate(flyway, words);
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
        // Else the driver would ask for the newest row after each insert.
        config.setGetGeneratedKeys(false);
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, WAL_PAGES);
        config.enforceForeignKeys(true);
        return config;
    }

    private static SQLiteConfig sqliteReading() {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) Duration.ofSeconds(5).toMillis());
        config.setCacheSize(CACHE);
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
