package ai.resolute.master.store;

import ai.resolute.master.store.snapshot.Snapshots;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** A database that nobody has migrated yet; a test may fill it as an older master would have. */
public sealed interface EmptyDatabase {
    Database open();

    Snapshots snapshots();

    /** Its address for JDBC. */
    String url();

    /** What migrations say differently here. */
    Map<String, String> words();

    /** A literal of bytes as SQL has it here. */
    String literal(String hexadecimal);

    /** The one user of the PostgreSQL server; a SQLite file knows none. */
    String USER = "postgres";

    /** A SQLite file. */
    record OnSqlite(Path file) implements EmptyDatabase {
        @Override
        public Database open() {
            return Databases.sqlite(file);
        }

        @Override
        public Snapshots snapshots() {
            return Snapshots.sqlite(file);
        }

        @Override
        public String url() {
            return "jdbc:sqlite:" + file;
        }

        @Override
        public Map<String, String> words() {
            return Databases.SQLITE_WORDS;
        }

        @Override
        public String literal(String hexadecimal) {
            return "X'" + hexadecimal + "'";
        }
    }

    /** A database of a PostgreSQL server. */
    record OnPostgres(String url) implements EmptyDatabase {
        @Override
        public Database open() {
            return Databases.postgresql(url, USER, "");
        }

        @Override
        public Snapshots snapshots() {
            return Snapshots.postgresql(url, USER, "");
        }

        @Override
        public Map<String, String> words() {
            return Databases.POSTGRESQL_WORDS;
        }

        @Override
        public String literal(String hexadecimal) {
            return "'\\x" + hexadecimal + "'";
        }
    }

    /** Brings it to the schema of that version and runs a script of INSERTs. */
    default void fill(int version, String script) {
        Flyway.configure()
                .dataSource(url(), USER, "")
                .locations("classpath:db/migration")
                .placeholders(words())
                .target(Integer.toString(version))
                .load()
                .migrate();
        var here =
                java.util.regex.Pattern.compile("X'([0-9a-f]*)'")
                        .matcher(script)
                        .replaceAll(found ->
                                java.util.regex.Matcher.quoteReplacement(literal(found.group(1))));
        jdbi().useHandle(handle -> handle.createScript(here).execute());
    }

    /** Takes the migrations that lie elsewhere, on top of those that it has had. */
    default void take(String location) {
        Flyway.configure()
                .dataSource(url(), USER, "")
                .locations(location)
                .placeholders(words())
                .validateOnMigrate(false)
                .load()
                .migrate();
    }

    /** All rows of all tables, each by its columns. */
    default Map<String, List<Map<String, String>>> rows() {
        return jdbi().withHandle(handle -> {
            var rows = new TreeMap<String, List<Map<String, String>>>();
            for (var table : tables(handle)) {
                rows.put(
                        table,
                        handle.createQuery("SELECT * FROM " + table)
                                .map((row, _) -> {
                                    var columns = new LinkedHashMap<String, String>();
                                    var names = row.getMetaData();
                                    for (int i = 1; i <= names.getColumnCount(); i++) {
                                        columns.put(names.getColumnName(i), text(row.getObject(i)));
                                    }
                                    return (Map<String, String>) columns;
                                })
                                .list());
            }
            return rows;
        });
    }

    private static List<String> tables(Handle handle) {
        var tables = new java.util.ArrayList<String>();
        try (var found =
                handle.getConnection()
                        .getMetaData()
                        .getTables(null, null, "%", new String[] {"TABLE"})) {
            while (found.next()) {
                var schema = String.valueOf(found.getString("TABLE_SCHEM"));
                var name = found.getString("TABLE_NAME");
                if (!name.startsWith("flyway")
                        && !name.startsWith("sqlite_")
                        && !schema.equals("pg_catalog")) {
                    tables.add(name);
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return tables;
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes
                ? java.util.HexFormat.of().formatHex(bytes)
                : String.valueOf(value);
    }

    private Jdbi jdbi() {
        return Jdbi.create(url(), USER, "");
    }
}
