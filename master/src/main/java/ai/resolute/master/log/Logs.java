package ai.resolute.master.log;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.log.LogFilter.Order;
import ai.resolute.master.store.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;

/** The logs of all tasks. */
public final class Logs {
    private final Database database;
    private final InstantSource clock;
    private final LogStore store = new LogStore();
    private final LogBell bell = new LogBell();

    public Logs(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Takes lines of a worker in their order; followers get them when they are committed. */
    public void take(Handle handle, TaskId task, AllocationId allocation, List<LogLine> lines) {
        insert(handle, task, Optional.of(allocation), lines);
    }

    /** Takes lines that have no number of their own: they count as often as they are sent. */
    public void take(TaskId task, AllocationId allocation, List<LogLine> lines) {
        database.execute(handle -> take(handle, task, allocation, lines));
    }

    /** Removes so many lines of a task at most; answers how many. */
    public int forget(Handle handle, TaskId task, int most) {
        var removed = store.delete(handle, task, most);
        if (removed < most) {
            database.forget(handle, sequence(task));
        }
        return removed;
    }

    /** Adds a line of the master's own, inside the caller's transaction. */
    public void append(Handle handle, TaskId task, LogLevel level, String text) {
        var line =
                new LogLine(
                        clock.instant(),
                        LogSource.MASTER,
                        text,
                        Optional.of(level),
                        Optional.empty());
        insert(handle, task, Optional.empty(), List.of(line));
    }

    /** Adds a line of the master's own. */
    public void append(TaskId task, LogLevel level, String text) {
        database.execute(handle -> append(handle, task, level, text));
    }

    private void insert(
            Handle handle, TaskId task, Optional<AllocationId> allocation, List<LogLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        var first = database.reserve(handle, sequence(task), lines.size());
        store.insert(handle, task, allocation, first, lines);
        handle.afterCommit(() -> bell.ring(task));
    }

    private static String sequence(TaskId task) {
        return "log:" + task;
    }

    /** The lines that a filter wants. */
    public List<LogEntry> list(TaskId task, LogFilter filter) {
        return list(task, filter, 0);
    }

    List<LogEntry> list(TaskId task, LogFilter filter, long after) {
        return database.read(handle -> store.list(handle, task, filter, after));
    }

    /**
     * Gives the lines that a filter wants, and those that are still to come. With {@code () ->
     * true} for {@code over} it gives what is there, without holding all of it in memory.
     *
     * @param over whether the task is over; asked again after {@link #wake}
     */
    public LogFollower follow(TaskId task, LogFilter filter, BooleanSupplier over) {
        if (filter.page().order() == Order.NEWEST_FIRST) {
            throw new InvalidRequest(
                    "cannot_follow_backwards",
                    "a log cannot be followed from its newest line backwards: leave out follow, or the order");
        }
        return new LogFollower(this, task, filter, over);
    }

    /** Lets followers see that a task may be over; call it after the commit that ended it. */
    public void wake(TaskId task) {
        bell.ring(task);
    }

    LogBell bell() {
        return bell;
    }
}
