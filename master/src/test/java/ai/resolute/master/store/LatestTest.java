package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is remembered of the database is what was committed, for everybody and at every moment. */
@ExtendWith(EitherDatabase.class)
class LatestTest {
    private final Latest<Integer, String> latest = new Latest<>();
    private final List<Optional<String>> seen = new ArrayList<>();
    private Database database;

    @BeforeEach
    void open(Database opened) {
        database = opened;
    }

    @Test
    void hooksSeeWhatWasSavedAfterTheyWereAdded() {
        save("a");
        database.execute(handle -> {
            handle.afterCommit(this::look);
            latest.saved(handle, 1, "b");
        });
        database.execute(handle -> {
            handle.afterCommit(this::look);
            latest.over(handle, 1, "the end");
        });
        database.execute(handle -> {
            handle.afterCommit(this::look);
            latest.over(handle, 1);
        });
        assertThat(seen)
                .containsExactly(Optional.of("b"), Optional.of("the end"), Optional.empty());
    }

    @Test
    void readersSeeNothingOfWhatIsNotCommitted() {
        save("a");
        database.execute(handle -> {
            latest.saved(handle, 1, "b");
            look();
            assertThat(latest.find(handle, 1)).contains("b");
        });
        assertThat(seen).containsExactly(Optional.of("a"));
        assertThat(latest.find(1)).contains("b");
    }

    @Test
    void whatIsUndoneIsNotRemembered() {
        save("a");
        assertThatThrownBy(() ->
                        database.execute(handle -> {
                            latest.saved(handle, 1, "b");
                            throw new IllegalStateException("undone");
                        }))
                .hasMessage("undone");
        assertThat(latest.find(1)).contains("a");
        database.execute(handle -> assertThat(latest.find(handle, 1)).isEmpty());
        save("c");
        assertThat(latest.find(1)).contains("c");
    }

    @Test
    void whatWasSavedLastIsRememberedWhicheverHookSavedIt() throws Exception {
        var last = new AtomicReference<>("");
        for (var round = 0; round < 20; round++) {
            var name = "round " + round;
            var first =
                    writer(handle -> {
                        save(handle, last, name + ", first");
                        handle.afterCommit(() ->
                                database.execute(later -> save(later, last, name + ", hook")));
                    });
            var second = writer(handle -> save(handle, last, name + ", second"));
            database.execute(_ -> {
                first.start();
                awaitTurn(first);
                second.start();
                awaitTurn(second);
            });
            first.join();
            second.join();
            assertThat(latest.find(1)).contains(last.get());
        }
    }

    private Thread writer(Consumer<Handle> work) {
        return Thread.ofPlatform().unstarted(() -> database.execute(work));
    }

    private void save(Handle handle, AtomicReference<String> last, String record) {
        latest.saved(handle, 1, record);
        last.set(record);
    }

    /** It waits for its turn; those who do so together share a transaction. */
    private static void awaitTurn(Thread writer) {
        var limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (writer.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).isLessThan(limit);
            Thread.onSpinWait();
        }
    }

    private void save(String record) {
        database.execute((Handle handle) -> latest.saved(handle, 1, record));
    }

    private void look() {
        seen.add(latest.find(1));
    }
}
