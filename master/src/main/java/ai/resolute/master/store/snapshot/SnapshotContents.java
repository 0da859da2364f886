package ai.resolute.master.store.snapshot;

import ai.resolute.master.store.StoreFailures;
import ai.resolute.master.store.column.Times;
import java.util.Optional;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What a database holds, whatever version of the master it is of. */
final class SnapshotContents {
    /** The first schema with experiments. */
    private static final int WITH_EXPERIMENTS = 2;

    private SnapshotContents() {}

    static Optional<Snapshots.Contents> of(FluentConfiguration migrations, Jdbi database) {
        try {
            return Migrations.last(migrations).map(schema -> of(database, schema));
        } catch (RuntimeException failed) {
            throw StoreFailures.explained(failed);
        }
    }

    private static Snapshots.Contents of(Jdbi database, int schema) {
        if (schema < WITH_EXPERIMENTS) {
            return new Snapshots.Contents(schema, 0, 0, Optional.empty());
        }
        return database.withHandle(handle ->
                new Snapshots.Contents(
                        schema,
                        number(handle, "SELECT count(*) FROM experiments").orElse(0L),
                        number(handle, "SELECT count(*) FROM trials").orElse(0L),
                        number(handle, "SELECT max(created_at) FROM experiments")
                                .map(Times::instant)));
    }

    private static Optional<Long> number(Handle handle, String query) {
        return Optional.ofNullable(handle.createQuery(query).mapTo(Long.class).one());
    }

    static void mark(Handle handle) {
        handle.createUpdate(
                        """
                        INSERT INTO cluster (key, value) VALUES (:key, 'yes')
                        ON CONFLICT (key) DO NOTHING
                        """)
                .bind("key", Snapshots.RESTORED)
                .execute();
    }
}
