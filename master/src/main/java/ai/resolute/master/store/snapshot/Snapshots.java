package ai.resolute.master.store.snapshot;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Whole copies of a database: taken while a master writes to it, put in its place while none does.
 */
public sealed interface Snapshots permits SqliteSnapshots, PostgresSnapshots {
    /** Key in the table {@code cluster} of a database that was restored and not yet started on. */
    String RESTORED = "restored";

    static Snapshots sqlite(Path file) {
        return new SqliteSnapshots(file);
    }

    static Snapshots postgresql(String jdbcUrl, String user, String password) {
        return new PostgresSnapshots(jdbcUrl, user, password);
    }

    /** The newest schema that this program knows. */
    static int newestSchema() {
        return Migrations.newest();
    }

    /** A word for this kind of database; a copy of one kind does not fit the other. */
    String kind();

    /** Where it is, for people. */
    String place();

    /** What is in it; nothing where no master ever worked. */
    Optional<Contents> contents();

    /** Whether another program works with it, as far as it can tell. */
    boolean inUse();

    /** Writes a copy as of one moment to a file that is not there yet. */
    void save(Path copy);

    /**
     * Refuses a copy that is damaged, whatever its digest.
     *
     * @throws ai.resolute.master.config.DomainException.InvalidRequest saying what is wrong with it
     */
    void requireSound(Path copy);

    /**
     * Puts a copy in the place of what is there, which is kept in the directory, and marks it as
     * {@link #RESTORED}.
     */
    void replace(Path copy, Path kept);

    /**
     * What is in a database.
     *
     * @param schema number of its last migration
     * @param newest when the newest experiment was submitted
     */
    record Contents(int schema, long experiments, long trials, Optional<Instant> newest) {}
}
