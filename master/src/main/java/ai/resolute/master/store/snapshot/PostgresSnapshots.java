package ai.resolute.master.store.snapshot;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/** Copies of a PostgreSQL database, made and put back by the server's own tools. */
record PostgresSnapshots(String jdbcUrl, String user, String password) implements Snapshots {
    @Override
    public String kind() {
        return "postgresql";
    }

    @Override
    public String place() {
        return jdbcUrl.substring("jdbc:".length());
    }

    @Override
    public Optional<Contents> contents() {
        return SnapshotContents.of(Flyway.configure().dataSource(jdbcUrl, user, password), jdbi());
    }

    @Override
    public boolean inUse() {
        return jdbi().withHandle(handle ->
                handle.createQuery(
                                """
                                SELECT count(*) FROM pg_stat_activity
                                WHERE datname = current_database()
                                  AND pid <> pg_backend_pid()
                                """)
                        .mapTo(Long.class)
                        .one())
                > 0;
    }

    /** One transaction of the server: everything is as of its start. */
    @Override
    public void save(Path copy) {
        var done = tools().run("pg_dump", "--format=custom", "--no-owner", "--file=" + copy);
        if (done.status() != 0) {
            throw new Conflict(
                    "backup_failed",
                    "pg_dump could not copy the database %s: %s. Mend that, and call it again."
                            .formatted(place(), done.output()));
        }
    }

    @Override
    public void requireSound(Path copy) {
        var listed = tools().run("pg_restore", "--list", copy.toString());
        if (listed.status() != 0) {
            throw new InvalidRequest(
                    "backup_unsound",
                    "the database in the backup is damaged: %s. Restore another backup; nothing was changed."
                            .formatted(listed.output()));
        }
    }

    @Override
    public void replace(Path copy, Path kept) {
        if (contents().isPresent()) {
            save(kept.resolve("master.dump"));
            empty();
        }
        var done =
                tools().run(
                                "pg_restore",
                                "--no-owner",
                                "--no-privileges",
                                "--exit-on-error",
                                "--single-transaction",
                                "--dbname=" + name(),
                                copy.toString());
        if (done.status() != 0) {
            throw new Conflict(
                    "restore_failed",
                    "pg_restore could not fill the database %s: %s. What was there before is in %s; pg_restore puts it back."
                            .formatted(place(), done.output(), kept));
        }
        jdbi().useHandle(SnapshotContents::mark);
    }

    /** Tables of a newer schema would be in the way of its migrations later on. */
    private void empty() {
        jdbi().useTransaction(handle -> {
            var tables =
                    handle.createQuery(
                                    """
                                    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                                    WHERE schemaname = current_schema()
                                    """)
                            .mapTo(String.class)
                            .list();
            tables.forEach(table -> handle.execute("DROP TABLE " + table + " CASCADE"));
        });
    }

    private Jdbi jdbi() {
        return Jdbi.create(jdbcUrl, user, password);
    }

    private String name() {
        return address().getPath().substring(1);
    }

    private URI address() {
        return URI.create(place());
    }

    private PostgresTools tools() {
        var address = address();
        return new PostgresTools(
                List.of("/usr/lib/postgresql", "/usr/local/lib/postgresql"),
                Map.of(
                        "PGHOST", address.getHost(),
                        "PGPORT",
                                Integer.toString(address.getPort() < 0 ? 5432 : address.getPort()),
                        "PGDATABASE", name(),
                        "PGUSER", user,
                        "PGPASSWORD", password));
    }
}
