package ai.resolute.master.store.snapshot;

import java.util.Arrays;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.sqlite.SQLiteDataSource;

/** The migrations that this program knows, and those that a database has had. */
final class Migrations {
    private Migrations() {}

    /** Number of the newest one that this program knows. */
    static int newest() {
        var nowhere = new SQLiteDataSource();
        nowhere.setUrl("jdbc:sqlite::memory:");
        return Arrays.stream(info(Flyway.configure().dataSource(nowhere)).all())
                .mapToInt(Migrations::number)
                .max()
                .orElseThrow();
    }

    /** Number of the last one that a database has had, known or not; changes nothing. */
    static Optional<Integer> last(FluentConfiguration database) {
        return Arrays.stream(info(database).applied())
                .map(Migrations::number)
                .max(Integer::compare);
    }

    private static MigrationInfoService info(FluentConfiguration database) {
        return database.locations("classpath:db/migration").load().info();
    }

    private static int number(MigrationInfo migration) {
        return migration.getVersion().getMajor().intValueExact();
    }
}
