package ai.resolute.master.log;

import ai.resolute.master.id.TaskId;
import ai.resolute.master.log.LogFilter.Order;
import ai.resolute.master.log.LogFilter.Page;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * The lines of a task in groups, as they are committed. {@link #hasNext} blocks until there are
 * more; it is false when the task is over and everything was given, or when {@link #close} was
 * called from any thread. One thread iterates.
 */
public final class LogFollower implements Iterator<List<LogEntry>>, AutoCloseable {
    private static final int GROUP = 1000;

    private final Logs logs;
    private final TaskId task;
    private final LogFilter filter;
    private final BooleanSupplier over;
    private final Semaphore bell = new Semaphore(0);
    private List<LogEntry> group = List.of();
    private long last;
    private long left;
    private boolean started;
    private volatile boolean closed;

    LogFollower(Logs logs, TaskId task, LogFilter filter, BooleanSupplier over) {
        this.logs = logs;
        this.task = task;
        this.filter = filter;
        this.over = over;
        this.left = limit(filter.page());
        logs.bell().add(task, bell);
    }

    @Override
    public boolean hasNext() {
        while (group.isEmpty() && !closed && left > 0) {
            bell.drainPermits();
            // Asked before reading: what was committed before the end is then read.
            var ended = over.getAsBoolean();
            group = read();
            if (!group.isEmpty()) {
                last = group.getLast().id();
                left -= filter.page().order() == Order.TAIL ? 0 : group.size();
            } else if (ended) {
                break;
            } else {
                bell.acquireUninterruptibly();
            }
        }
        return !group.isEmpty() && !closed;
    }

    @Override
    public List<LogEntry> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the log of task " + task + " is at its end");
        }
        var given = group;
        group = List.of();
        return given;
    }

    @Override
    public void close() {
        closed = true;
        logs.bell().remove(task, bell);
        bell.release();
    }

    private List<LogEntry> read() {
        var page = filter.page();
        var first = !started;
        started = true;
        if (first && page.order() == Order.TAIL) {
            return logs.list(task, filter, 0);
        }
        var offset = first ? page.offset() : 0;
        var size = (int) Math.min(left, GROUP);
        return logs.list(task, filter.on(new Page(Order.OLDEST_FIRST, offset, size)), last);
    }

    /** A tail says how many old lines come first; another limit, how many come at all. */
    private static long limit(Page page) {
        return page.limit() == 0 || page.order() == Order.TAIL ? Long.MAX_VALUE : page.limit();
    }
}
