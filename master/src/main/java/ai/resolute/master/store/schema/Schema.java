package ai.resolute.master.store.schema;

import ai.resolute.master.config.DomainException.Conflict;
import java.util.Map;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** The schema of a database. */
public final class Schema {
    private Schema() {}

    /**
     * Brings a database to the newest schema.
     *
     * @param words what migrations say differently on this kind of database
     * @throws Conflict when another version changed it in a way that is not known here
     */
    public static void migrate(FluentConfiguration flyway, Map<String, String> words) {
        try {
            var known =
                    flyway.locations("classpath:db/migration")
                            .placeholders(words)
                            // Flyway would pass over migrations that it does not know.
                            .ignoreMigrationPatterns(new String[0])
                            .load();
            if (known.info().current() == null) {
                known.migrate();
            } else {
                EarlyFigures.complete(flyway.getDataSource(), words);
                flyway.callbacks(new Upgrade()).load().migrate();
            }
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
        }
    }
}
