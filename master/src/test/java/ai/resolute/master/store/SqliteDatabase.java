package ai.resolute.master.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test a {@link Database} of its own on SQLite. */
public final class SqliteDatabase extends DatabasePerTest {
    @Override
    Opened open(ExtensionContext context) {
        try {
            var directory = Files.createTempDirectory("resolute-sqlite");
            return new Opened(
                    Databases.sqlite(directory.resolve("resolute.db")), () -> delete(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Made empty(ExtensionContext context) {
        try {
            var directory = Files.createTempDirectory("resolute-sqlite");
            return new Made(
                    new EmptyDatabase.OnSqlite(directory.resolve("master.db")),
                    () -> delete(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
