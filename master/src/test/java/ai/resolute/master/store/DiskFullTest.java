package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose disk is full says so, keeps what it has, and goes on when there is room. */
class DiskFullTest {
    private static final int WIDTH = 100_000;

    @TempDir Path directory;

    /**
     * By the limit that SQLite has for its own file: the same failure as a full disk, everywhere.
     */
    @Test
    void aDatabaseThatMayNotGrowGoesOnWhenItMay() {
        try (var database = Databases.sqlite(directory.resolve("resolute.db"))) {
            var pages = pragma(database, "page_count") + 100;
            pragma(database, "max_page_count = " + pages);
            var kept = fill(database);
            assertThat(kept).isPositive();
            assertIntact(database, kept);
            pragma(database, "max_page_count = 1000000");
            put(database, kept);
            assertIntact(database, kept + 1);
        }
    }

    /**
     * On a file system that is really full. Where mounting is not allowed, the test above stands
     * alone.
     */
    @Test
    void aFullFileSystemLosesNothing() throws Exception {
        var mount = Files.createDirectory(directory.resolve("small"));
        if (run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", mount.toString()) != 0) {
            System.out.println("DiskFullTest: cannot mount a small file system here");
            return;
        }
        try {
            var ballast = Files.write(mount.resolve("ballast"), new byte[500_000]);
            int kept;
            try (var database = Databases.sqlite(mount.resolve("resolute.db"))) {
                kept = fill(database);
                assertThat(kept).isPositive();
                assertIntact(database, kept);
                Files.delete(ballast);
                put(database, kept);
                assertIntact(database, kept + 1);
            }
            try (var database = Databases.sqlite(mount.resolve("resolute.db"))) {
                assertIntact(database, kept + 1);
            }
        } finally {
            assertThat(run("umount", mount.toString())).isZero();
        }
    }

    @Test
    void aDatabaseThatCannotBeOpenedIsUnavailable() {
        assertThatThrownBy(() -> Databases.sqlite(directory.resolve("nosuch/resolute.db")))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("The disk refused to read or write the database.");
    }

    @Test
    void aServerThatDoesNotAnswerIsUnavailable() {
        assertThatThrownBy(
                        () -> Databases.postgresql("jdbc:postgresql://127.0.0.1:1/x", "nobody", ""))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("The database does not answer.");
    }

    /** Writes until it fails, and again, and returns how many rows were committed. */
    private static int fill(Database database) {
        var kept = 0;
        try {
            while (true) {
                put(database, kept);
                kept++;
            }
        } catch (Unavailable full) {
            assertThat(full).hasMessageContaining("its disk is full");
        }
        for (var again = 0; again < 3; again++) {
            var next = kept;
            assertThatThrownBy(() -> put(database, next)).isInstanceOf(Unavailable.class);
        }
        return kept;
    }

    /** Two rows in one transaction, the second one long. */
    private static void put(Database database, int number) {
        database.execute(handle -> {
            for (var value : new String[] {"first", "x".repeat(WIDTH)}) {
                handle.createUpdate("INSERT INTO cluster (key, value) VALUES (:key, :value)")
                        .bind("key", value.charAt(0) + "-" + number)
                        .bind("value", value)
                        .execute();
            }
        });
    }

    private static void assertIntact(Database database, int rows) {
        var count =
                database.read(handle ->
                        handle.createQuery("SELECT count(*) FROM cluster")
                                .mapTo(Integer.class)
                                .one());
        assertThat(count).isEqualTo(2 * rows);
        var check =
                database.read(handle ->
                        handle.createQuery("PRAGMA integrity_check").mapTo(String.class).list());
        assertThat(check).containsExactly("ok");
    }

    private static int pragma(Database database, String pragma) {
        return database.write(
                handle -> handle.createQuery("PRAGMA " + pragma).mapTo(Integer.class).one());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
