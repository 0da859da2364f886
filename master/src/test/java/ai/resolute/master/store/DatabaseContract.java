package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What both databases must do. */
abstract class DatabaseContract {
    private Database database;

    @BeforeEach
    void take(Database opened) {
        database = opened;
    }

    private Database database() {
        return database;
    }

    @Test
    void whatWasCommittedIsRead() {
        database().execute(handle -> put("k", "v\u00e4\ud83d\ude00", handle));
        assertThat(value("k")).containsExactly("v\u00e4\ud83d\ude00");
    }

    @Test
    void aThrownExceptionRollsBackAndComesThrough() {
        assertThatThrownBy(() ->
                        database()
                                .execute(handle -> {
                                    put("k", "v", handle);
                                    throw new VersionClash("row", 3);
                                }))
                .isInstanceOf(VersionClash.class)
                .hasMessage("row is no longer at version 3");
        assertThat(value("k")).isEmpty();
    }

    @Test
    void aReadInsideAWriteSeesWhatItWrote() {
        database()
                .execute(handle -> {
                    put("k", "v", handle);
                    assertThat(value("k")).containsExactly("v");
                });
    }

    @Test
    void aWriteInsideAWriteIsPartOfIt() {
        assertThatThrownBy(() ->
                        database()
                                .execute(outer -> {
                                    database().execute(h -> put("k", "v", h));
                                    throw new IllegalStateException("outer");
                                }))
                .hasMessage("outer");
        assertThat(value("k")).isEmpty();
    }

    @Test
    void aWriteInsideAReadIsABug() {
        assertThatThrownBy(() ->
                        database()
                                .read(h -> {
                                    database().execute(w -> put("k", "v", w));
                                    return 0;
                                }))
                .hasMessage("a write inside a read");
    }

    @Test
    void whatWaitsForACommitRunsAfterItAndNotAfterARollback() {
        var ran = new ArrayList<String>();
        database()
                .execute(handle -> {
                    put("k", "v", handle);
                    handle.afterCommit(() -> ran.add(value("k").getFirst()));
                    assertThat(ran).isEmpty();
                });
        assertThatThrownBy(() ->
                        database()
                                .execute(handle -> {
                                    handle.afterCommit(() -> ran.add("never"));
                                    throw new IllegalStateException();
                                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(ran).containsExactly("v");
    }

    @Test
    void aReadSeesOneStateWhateverIsWrittenMeanwhile() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var seen =
                    database()
                            .read(handle -> {
                                var before = value("k");
                                await(pool.submit(() -> database().execute(h -> put("k", "v", h))));
                                return List.of(before, value("k"));
                            });
            assertThat(seen).containsExactly(List.of(), List.of());
        }
        assertThat(value("k")).containsExactly("v");
    }

    private static void await(Future<?> done) {
        try {
            done.get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void sequencesCountFromOneEachForItself() {
        assertThat((int) database().write(h -> database().next(h, "a"))).isEqualTo(1);
        assertThat((long) database().write(h -> database().reserve(h, "a", 10))).isEqualTo(2);
        assertThat((int) database().write(h -> database().next(h, "a"))).isEqualTo(12);
        assertThat((int) database().write(h -> database().next(h, "b"))).isEqualTo(1);
    }

    @Test
    void transactionsThatBlockEachOtherBothEnd() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Integer>>();
            for (var i = 0; i < 40; i++) {
                var first = i % 2 == 0 ? "a" : "b";
                var second = i % 2 == 0 ? "b" : "a";
                tasks.add(() ->
                        database()
                                .write(h ->
                                        database().next(h, first) + database().next(h, second)));
            }
            for (var done : pool.invokeAll(tasks)) {
                done.get();
            }
        }
        assertThat((int) database().write(h -> database().next(h, "a"))).isEqualTo(41);
        assertThat((int) database().write(h -> database().next(h, "b"))).isEqualTo(41);
    }

    @Test
    void writersAtOnceLoseNothing() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Integer>>();
            for (var i = 0; i < 200; i++) {
                tasks.add(() -> database().write(h -> database().next(h, "n")));
            }
            var numbers = new ArrayList<Integer>();
            for (var done : pool.invokeAll(tasks)) {
                numbers.add(done.get());
            }
            assertThat(numbers).doesNotHaveDuplicates().hasSize(200).contains(1, 200);
        }
    }

    @Test
    void oneThatFailsIsUndoneAloneWhoeverComesWithIt() throws Exception {
        var committed = Collections.synchronizedList(new ArrayList<Integer>());
        var undone = Collections.synchronizedList(new ArrayList<Integer>());
        atOnce(
                200,
                number -> {
                    var fails = number % 3 == 0;
                    database()
                            .execute(handle -> {
                                put("k" + number, "v", handle);
                                handle.afterCommit(() -> committed.add(number));
                                handle.afterRollback(() -> undone.add(number));
                                if (fails) {
                                    // A failed statement, too, is only its own writer's.
                                    put("k" + number, "again", handle);
                                }
                            });
                });
        assertThat(committed).hasSize(133).allMatch(number -> number % 3 != 0);
        assertThat(undone).hasSize(67).allMatch(number -> number % 3 == 0);
        for (var number = 0; number < 200; number++) {
            assertThat(value("k" + number)).hasSize(number % 3 == 0 ? 0 : 1);
        }
    }

    @Test
    void hooksRunInTheOrderOfTheWork() throws Exception {
        var order = new ArrayList<Integer>();
        atOnce(
                200,
                _ ->
                        database()
                                .execute(handle -> {
                                    var number = database().next(handle, "n");
                                    handle.afterCommit(() -> order.add(number));
                                }));
        assertThat(order).hasSize(200).isSorted();
    }

    @Test
    void aHookThatBreaksIsItsOwnWritersAlone() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<Integer>());
        var done = Collections.synchronizedList(new ArrayList<Integer>());
        atOnce(
                60,
                number -> {
                    try {
                        database().execute(handle -> handle.afterCommit(() -> broken(number)));
                        done.add(number);
                    } catch (IllegalStateException failure) {
                        told.add(number);
                    }
                });
        assertThat(told).hasSize(20).allMatch(number -> number % 3 == 0);
        assertThat(done).hasSize(40);
    }

    private static void broken(int number) {
        if (number % 3 == 0) {
            throw new StackOverflowError("hook " + number);
        }
    }

    @Test
    void aHookMayWriteWhileOthersCome() throws Exception {
        atOnce(
                100,
                number ->
                        database()
                                .execute(handle ->
                                        handle.afterCommit(() ->
                                                database()
                                                        .execute(h -> put("k" + number, "v", h)))));
        for (var number = 0; number < 100; number++) {
            assertThat(value("k" + number)).containsExactly("v");
        }
    }

    @Test
    void aQueryInsideItsOwnRowsIsAnotherOne() {
        database()
                .execute(handle -> {
                    put("a", "same", handle);
                    put("b", "same", handle);
                    assertThat(keys(handle).flatMap(_ -> keys(handle)))
                            .containsExactly("a", "b", "a", "b");
                    assertThat(keys(handle)).containsExactly("a", "b");
                });
    }

    private static Stream<String> keys(Handle handle) {
        return handle
                .createQuery("SELECT key FROM cluster WHERE value = 'same' ORDER BY key")
                .mapTo(String.class)
                .stream();
    }

    /** Does this for all numbers below that many, on threads of their own; failures are theirs. */
    private static void atOnce(int count, IntConsumer work) {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, count).forEach(number -> pool.submit(() -> work.accept(number)));
        }
    }

    private static void put(String key, String value, Handle handle) {
        handle.createUpdate("INSERT INTO cluster (key, value) VALUES (:key, :value)")
                .bind("key", key)
                .bind("value", value)
                .execute();
    }

    private List<String> value(String key) {
        return database()
                .read(handle ->
                        handle.createQuery("SELECT value FROM cluster WHERE key = :key")
                                .bind("key", key)
                                .mapTo(String.class)
                                .list());
    }
}
