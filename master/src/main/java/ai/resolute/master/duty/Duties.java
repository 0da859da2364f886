package ai.resolute.master.duty;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SequencedMap;

/**
 * A queue of duties, each under a name: what is owed twice before it was done is done once. Duties
 * run one after another, so that none acts on a state that another is leaving.
 */
public final class Duties {
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Clock clock;
    private final SequencedMap<String, Runnable> due = new LinkedHashMap<>();
    private final Map<String, Later> later = new HashMap<>();

    /**
     * Those of {@code later} by their time, and some that an earlier time of their name replaced.
     */
    private final PriorityQueue<Later> times =
            new PriorityQueue<>(Comparator.comparing(Later::time));

    public Duties(Clock clock) {
        this.clock = clock;
    }

    /** Owes a duty now. */
    public synchronized void owe(String name, Runnable duty) {
        due.putIfAbsent(name, duty);
        notifyAll();
    }

    /** Owes a duty at a time; the earlier of two times under one name counts. */
    public synchronized void oweAt(Instant time, String name, Runnable duty) {
        var known = later.get(name);
        if (known == null || known.time().isAfter(time)) {
            var next = new Later(time, name, duty);
            later.put(name, next);
            times.add(next);
            notifyAll();
        }
    }

    /**
     * Does one duty that is due. Answers its name, or nothing when none was due. A duty that throws
     * is owed again a little later.
     */
    public Optional<String> pass() {
        var next = take();
        next.ifPresent(entry -> run(entry.getKey(), entry.getValue()));
        return next.map(Map.Entry::getKey);
    }

    private void run(String name, Runnable duty) {
        try {
            duty.run();
        } catch (RuntimeException | Error failed) {
            oweAt(clock.instant().plus(AFTER_FAILURE), name, duty);
            throw failed;
        }
    }

    /** Whether nothing is due. */
    public synchronized boolean idle() {
        ripen();
        return due.isEmpty();
    }

    /** Waits until a duty may be due, at most so long. */
    @SuppressWarnings("WaitNotInLoop") // Whoever waits here looks again by itself.
    synchronized void await(Duration limit) {
        ripen();
        try {
            if (due.isEmpty()) {
                wait(Math.max(1, untilNext(limit).toMillis()));
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Map.Entry<String, Runnable>> take() {
        ripen();
        return Optional.ofNullable(due.pollFirstEntry());
    }

    private void ripen() {
        var now = clock.instant();
        for (var next = times.peek();
                next != null && !next.time().isAfter(now);
                next = times.peek()) {
            times.remove();
            if (later.remove(next.name(), next)) {
                due.putIfAbsent(next.name(), next.duty());
            }
        }
    }

    private Duration untilNext(Duration limit) {
        return Optional.ofNullable(times.peek())
                .map(next -> Duration.between(clock.instant(), next.time()))
                .filter(wait -> wait.compareTo(limit) < 0)
                .orElse(limit);
    }

    private record Later(Instant time, String name, Runnable duty) {}
}
