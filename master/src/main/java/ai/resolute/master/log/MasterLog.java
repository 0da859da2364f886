package ai.resolute.master.log;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The last lines of the master's own log since its start; they are numbered from 0. */
public final class MasterLog {
    private static final int MOST = 10_000;

    private final Deque<Line> lines = new ArrayDeque<>();
    private int next;
    private boolean closed;

    /** A line. */
    public record Line(int id, Instant time, LogLevel level, String message) {}

    /** Adds a line. */
    public synchronized void append(Instant time, LogLevel level, String message) {
        if (closed) {
            return;
        }
        lines.add(new Line(next++, time, level, message));
        if (lines.size() > MOST) {
            lines.remove();
        }
        notifyAll();
    }

    /** Lets go of those who wait for lines. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /**
     * Lines from a number on.
     *
     * @param offset a negative one counts from the end
     * @param follow whether to wait for those that are still to come
     */
    public Iterator<Line> read(int offset, boolean follow) {
        return new Reader(start(offset), follow);
    }

    private synchronized int start(int offset) {
        return offset < 0 ? Math.max(0, next + offset) : offset;
    }

    private synchronized List<Line> from(int id) {
        var found = new ArrayList<Line>();
        lines.forEach(line -> {
            if (line.id() >= id) {
                found.add(line);
            }
        });
        return found;
    }

    private synchronized void await(int id) {
        try {
            while (next <= id && !closed) {
                wait();
            }
        } catch (InterruptedException gone) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what there is at once, and then waits or ends. */
    private final class Reader implements Iterator<Line> {
        private final boolean follow;
        private final Deque<Line> taken = new ArrayDeque<>();
        private int from;

        Reader(int from, boolean follow) {
            this.from = from;
            this.follow = follow;
            take();
        }

        @Override
        public boolean hasNext() {
            if (taken.isEmpty() && follow) {
                await(from);
                take();
            }
            return !taken.isEmpty();
        }

        @Override
        public Line next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return taken.remove();
        }

        private void take() {
            taken.addAll(from(from));
            if (!taken.isEmpty()) {
                from = taken.getLast().id() + 1;
            }
        }
    }
}
