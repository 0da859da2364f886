package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose disk is full says so, keeps what it has, and goes on when there is room. */
class DiskFullTest {
    private static final int WIDTH = 100_000;
    private static final int SENDERS = 4;

    @TempDir Path directory;

    /**
     * By the limit that SQLite has for its own file: the same failure as a full disk, everywhere.
     */
    @Test
    void aDatabaseThatMayNotGrowGoesOnWhenItMay() {
        try (var database = Databases.sqlite(directory.resolve("resolute.db"))) {
            var pages = pragma(database, "page_count") + 100;
            // Of a connection, and one that could not undo its transaction is not used again.
            Runnable limit = () -> pragma(database, "max_page_count = " + pages);
            limit.run();
            var kept = fill(database, limit);
            assertThat(kept).isPositive();
            assertIntact(database, kept);
            pragma(database, "max_page_count = 1000000");
            assertUndone(database, kept);
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
        onSmallDisk(mount -> {
            var ballast = Files.write(mount.resolve("ballast"), new byte[500_000]);
            int kept;
            try (var database = Databases.sqlite(mount.resolve("resolute.db"))) {
                kept = fill(database, () -> {});
                assertThat(kept).isPositive();
                assertIntact(database, kept);
                Files.delete(ballast);
                assertUndone(database, kept);
                put(database, kept);
                assertIntact(database, kept + 1);
            }
            try (var database = Databases.sqlite(mount.resolve("resolute.db"))) {
                assertIntact(database, kept + 1);
            }
        });
    }

    /** As workers send: again and again until it is told to be saved, each from what is saved. */
    @Test
    void whatIsSentAgainOnADiskThatFillsAndEmptiesIsThereOnce() throws Exception {
        onSmallDisk(mount -> {
            try (var database = Databases.sqlite(mount.resolve("resolute.db"));
                    var senders = Executors.newFixedThreadPool(SENDERS)) {
                database.execute(handle -> {
                    handle.execute("CREATE TABLE sent (sender INT, number INT, text TEXT)");
                    handle.execute("CREATE TABLE place (sender INT PRIMARY KEY, next INT)");
                });
                var over = new AtomicBoolean();
                var refused = new AtomicInteger();
                var saved = new AtomicInteger();
                for (var sender = 0; sender < SENDERS; sender++) {
                    var number = sender;
                    senders.execute(() -> send(database, number, over, refused, saved));
                }
                var dice = new Random(5);
                for (var time = 0; time < 30; time++) {
                    fillDisk(mount.resolve("ballast"));
                    Thread.sleep(dice.nextInt(60));
                    Files.delete(mount.resolve("ballast"));
                    Thread.sleep(dice.nextInt(60));
                }
                over.set(true);
                senders.shutdown();
                assertThat(senders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
                assertThat(refused.get()).isPositive();
                assertThat(saved.get()).as("saved, though it was told that nothing is").isZero();
                var doubled =
                        database.read(handle ->
                                handle.createQuery(
                                                "SELECT sender, number, count(*) AS times FROM sent"
                                                        + " GROUP BY sender, number HAVING times > 1")
                                        .mapToMap()
                                        .list());
                assertThat(doubled).isEmpty();
            }
        });
    }

    /** What is tried on a file system of its own. */
    private interface Trial {
        void on(Path mount) throws Exception;
    }

    private void onSmallDisk(Trial trial) throws Exception {
        var mount = Files.createDirectory(directory.resolve("small"));
        if (run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", mount.toString()) != 0) {
            System.out.println("DiskFullTest: cannot mount a small file system here");
            return;
        }
        try {
            trial.on(mount);
        } finally {
            assertThat(run("umount", mount.toString())).isZero();
        }
    }

    private static void send(
            Database database,
            int sender,
            AtomicBoolean over,
            AtomicInteger refused,
            AtomicInteger saved) {
        var told = 0;
        while (!over.get()) {
            try {
                var next = database.write(handle -> sendOne(handle, sender));
                saved.addAndGet(next - told - 1);
                told = next;
            } catch (RuntimeException full) {
                refused.incrementAndGet();
            }
        }
    }

    /** Answers the number of the next. */
    private static int sendOne(Handle handle, int sender) {
        var next =
                handle.createQuery("SELECT next FROM place WHERE sender = " + sender)
                        .mapTo(Integer.class)
                        .findOne()
                        .orElse(0);
        handle.createUpdate("INSERT INTO sent VALUES (:sender, :number, :text)")
                .bind("sender", sender)
                .bind("number", next)
                .bind("text", "x".repeat(100))
                .execute();
        handle.createUpdate(
                        "INSERT INTO place VALUES (:sender, :next)"
                                + " ON CONFLICT (sender) DO UPDATE SET next = excluded.next")
                .bind("sender", sender)
                .bind("next", next + 1)
                .execute();
        return next + 1;
    }

    private static void fillDisk(Path ballast) throws IOException {
        try (var file = Files.newOutputStream(ballast)) {
            while (true) {
                file.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
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
    private static int fill(Database database, Runnable limit) {
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
            limit.run();
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

    /** What fails for another reason than room leaves nothing behind either. */
    private static void assertUndone(Database database, int number) {
        for (var again = 0; again < 3; again++) {
            assertThatThrownBy(() ->
                            database.execute(handle -> {
                                handle.execute(
                                        "INSERT INTO cluster (key, value) VALUES ('half', 'way')");
                                throw new IllegalStateException("by itself");
                            }))
                    .hasMessage("by itself");
            assertIntact(database, number);
        }
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
