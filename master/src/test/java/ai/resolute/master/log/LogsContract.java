package ai.resolute.master.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.log.LogFilter.Order;
import ai.resolute.master.log.LogFilter.Page;
import ai.resolute.master.log.LogFilter.Window;
import ai.resolute.master.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is kept of logs and how they are followed, on any database. */
@Timeout(60)
abstract class LogsContract {
    private static final TaskId TASK = new TaskId("1.x");
    private static final AllocationId ALLOCATION = new AllocationId("1.x.1");
    private static final Instant TIME = Instant.parse("2026-11-23T10:00:00.123456Z");

    private Database database;
    private Logs logs;

    @BeforeEach
    void open(Database opened) {
        database = opened;
        logs = new Logs(opened, () -> TIME);
    }

    @Test
    void aLineComesBackAsItWas() {
        var line =
                new LogLine(
                        TIME,
                        LogSource.STDERR,
                        "a\0b % \u00e4\ud83d\ude00\t",
                        Optional.of(LogLevel.WARNING),
                        Optional.of(0));
        take(line, line("plain"));
        assertThat(logs.list(TASK, LogFilter.ALL))
                .containsExactly(
                        new LogEntry(TASK, 1, Optional.of(ALLOCATION), line),
                        new LogEntry(TASK, 2, Optional.of(ALLOCATION), line("plain")));
        assertThat(logs.list(new TaskId("other"), LogFilter.ALL)).isEmpty();
    }

    @Test
    void halfACharacterDoesNotStopTheRest() {
        take(line("x\ud83dy"), line("z"));
        assertThat(texts(LogFilter.ALL)).containsExactly("x?y", "z");
    }

    @Test
    void theMasterAddsLinesOfItsOwn() {
        take(line("one"));
        logs.append(TASK, LogLevel.INFO, "trial 3 restarts");
        var added = logs.list(TASK, LogFilter.ALL).getLast();
        assertThat(added.id()).isEqualTo(2);
        assertThat(added.allocation()).isEmpty();
        assertThat(added.line())
                .isEqualTo(
                        new LogLine(
                                TIME,
                                LogSource.MASTER,
                                "trial 3 restarts",
                                Optional.of(LogLevel.INFO),
                                Optional.empty()));
    }

    @Test
    void filtersChooseAndCombine() {
        take(
                line(0, LogSource.STDOUT, "Epoch 1", Optional.empty(), Optional.of(0)),
                line(
                        1,
                        LogSource.STDERR,
                        "50% of_it",
                        Optional.of(LogLevel.WARNING),
                        Optional.of(1)),
                line(2, LogSource.STDERR, "EPOCH 2!", Optional.of(LogLevel.ERROR), Optional.of(0)),
                line(
                        3,
                        LogSource.STDOUT,
                        "\u00c4pfel",
                        Optional.of(LogLevel.INFO),
                        Optional.of(2)));
        assertThat(texts(searching("epoch"))).containsExactly("Epoch 1", "EPOCH 2!");
        assertThat(texts(searching("0% of_"))).containsExactly("50% of_it");
        assertThat(texts(searching("0_ of"))).isEmpty();
        assertThat(texts(searching("2!"))).containsExactly("EPOCH 2!");
        assertThat(texts(searching("\u00c4pf"))).containsExactly("\u00c4pfel");
        assertThat(
                        texts(
                                filter(
                                        Set.of(LogLevel.WARNING, LogLevel.ERROR),
                                        Set.of(),
                                        Set.of(),
                                        Window.ALWAYS)))
                .containsExactly("50% of_it", "EPOCH 2!");
        assertThat(texts(filter(Set.of(), Set.of(0), Set.of(LogSource.STDERR), Window.ALWAYS)))
                .containsExactly("EPOCH 2!");
        var window = new Window(Optional.of(TIME.plusSeconds(1)), Optional.of(TIME.plusSeconds(3)));
        assertThat(texts(filter(Set.of(), Set.of(), Set.of(), window)))
                .containsExactly("50% of_it", "EPOCH 2!");
    }

    @Test
    void pagesComeInAnyOrder() {
        takeNumbers(1, 10);
        assertThat(texts(LogFilter.ALL.on(new Page(Order.OLDEST_FIRST, 2, 3))))
                .containsExactly("3", "4", "5");
        assertThat(texts(LogFilter.ALL.on(new Page(Order.NEWEST_FIRST, 1, 2))))
                .containsExactly("9", "8");
        assertThat(texts(LogFilter.ALL.on(Page.tail(3)))).containsExactly("8", "9", "10");
    }

    @Test
    void aFollowerGetsEachLineOnceAndEndsWithTheTask() throws Exception {
        takeNumbers(1, 5);
        var over = new AtomicBoolean();
        var got = new LinkedBlockingQueue<String>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = pool.submit(() -> drain(logs.follow(TASK, LogFilter.ALL, over::get), got));
            for (var i = 1; i <= 5; i++) {
                assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo(Integer.toString(i));
            }
            for (var i = 6; i <= 200; i++) {
                takeNumbers(i, i);
            }
            for (var i = 6; i <= 200; i++) {
                assertThat(got.poll(20, TimeUnit.SECONDS)).isEqualTo(Integer.toString(i));
            }
            assertThat(done.isDone()).isFalse();
            takeNumbers(201, 201);
            over.set(true);
            logs.wake(TASK);
            done.get(20, TimeUnit.SECONDS);
        }
        assertThat(got).containsExactly("201");
    }

    @Test
    void manyWritersAndFollowersLoseNothing() throws Exception {
        var over = new AtomicBoolean();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var followers =
                    IntStream.range(0, 4)
                            .mapToObj(_ ->
                                    pool.submit(() -> {
                                        var got = new ArrayList<String>();
                                        drain(logs.follow(TASK, LogFilter.ALL, over::get), got);
                                        return got;
                                    }))
                            .toList();
            var writers =
                    IntStream.range(0, 4)
                            .mapToObj(w ->
                                    pool.submit(() ->
                                            IntStream.range(0, 50)
                                                    .forEach(i ->
                                                            takeNumbers(w * 50 + i, w * 50 + i))))
                            .toList();
            for (var writer : writers) {
                writer.get();
            }
            over.set(true);
            logs.wake(TASK);
            for (var follower : followers) {
                assertThat(follower.get()).hasSize(200).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void aFollowerThatIsClosedEnds() throws Exception {
        var follower = logs.follow(TASK, LogFilter.ALL, () -> false);
        var started = new CountDownLatch(1);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var more =
                    pool.submit(() -> {
                        started.countDown();
                        return follower.hasNext();
                    });
            started.await();
            follower.close();
            assertThat(more.get(20, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void aFollowerOfAFinishedTaskReadsItInGroups() {
        takeNumbers(1, 2500);
        var sizes = new ArrayList<Integer>();
        try (var follower = logs.follow(TASK, LogFilter.ALL, () -> true)) {
            follower.forEachRemaining(group -> sizes.add(group.size()));
        }
        assertThat(sizes).containsExactly(1000, 1000, 500);
    }

    @Test
    void aFollowerMayBeginAtTheTailOrStopAtALimit() {
        takeNumbers(1, 20);
        var tail = new ArrayList<String>();
        drain(logs.follow(TASK, LogFilter.ALL.on(Page.tail(2)), () -> true), tail);
        assertThat(tail).containsExactly("19", "20");
        var some = new ArrayList<String>();
        drain(
                logs.follow(
                        TASK, LogFilter.ALL.on(new Page(Order.OLDEST_FIRST, 3, 2)), () -> false),
                some);
        assertThat(some).containsExactly("4", "5");
        assertThatThrownBy(() ->
                        logs.follow(
                                TASK,
                                LogFilter.ALL.on(new Page(Order.NEWEST_FIRST, 0, 0)),
                                () -> true))
                .isInstanceOf(InvalidRequest.class);
    }

    private static void drain(LogFollower follower, Collection<String> into) {
        try (follower) {
            follower.forEachRemaining(
                    group -> group.forEach(entry -> into.add(entry.line().text())));
        }
    }

    private void take(LogLine... lines) {
        database.execute(handle -> logs.take(handle, TASK, ALLOCATION, List.of(lines)));
    }

    private void takeNumbers(int first, int last) {
        take(
                IntStream.rangeClosed(first, last)
                        .mapToObj(i -> line(Integer.toString(i)))
                        .toArray(LogLine[]::new));
    }

    private List<String> texts(LogFilter filter) {
        return logs.list(TASK, filter).stream().map(entry -> entry.line().text()).toList();
    }

    private static LogFilter searching(String text) {
        return new LogFilter(
                Set.of(), Optional.of(text), Set.of(), Set.of(), Window.ALWAYS, Page.WHOLE);
    }

    private static LogFilter filter(
            Set<LogLevel> levels, Set<Integer> ranks, Set<LogSource> sources, Window window) {
        return new LogFilter(levels, Optional.empty(), ranks, sources, window, Page.WHOLE);
    }

    private static LogLine line(String text) {
        return line(0, LogSource.STDOUT, text, Optional.empty(), Optional.empty());
    }

    private static LogLine line(
            int second,
            LogSource source,
            String text,
            Optional<LogLevel> level,
            Optional<Integer> rank) {
        return new LogLine(TIME.plusSeconds(second), source, text, level, rank);
    }
}
