package ai.resolute.master.duty;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A queue of duties, each under a name: what is owed twice before it was done is done once. Duties
 * run one after another, so that none acts on a state that another is leaving.
 */
public final class Duties {
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Clock clock;
    private final Map<String, Runnable> due = new LinkedHashMap<>();
    private final Map<String, Later> later = new LinkedHashMap<>();

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
            later.put(name, new Later(time, duty));
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
        } catch (RuntimeException failed) {
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
        var first = due.entrySet().stream().findFirst().map(Map.Entry::copyOf);
        first.ifPresent(entry -> due.remove(entry.getKey()));
        return first;
    }

    private void ripen() {
        var now = clock.instant();
        later.entrySet()
                .removeIf(entry -> {
                    var ripe = !entry.getValue().time().isAfter(now);
                    if (ripe) {
                        due.putIfAbsent(entry.getKey(), entry.getValue().duty());
                    }
                    return ripe;
                });
    }

    private Duration untilNext(Duration limit) {
        return later.values().stream()
                .map(Later::time)
                .min(Comparator.naturalOrder())
                .map(time -> Duration.between(clock.instant(), time))
                .filter(wait -> wait.compareTo(limit) < 0)
                .orElse(limit);
    }

    private record Later(Instant time, Runnable duty) {}
}
