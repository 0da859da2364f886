package ai.resolute.master.allocation.meeting;

import ai.resolute.master.config.DomainException.Conflict;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One allocation's rounds of one purpose. */
final class Meeting<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Round<T> round = new Round<>(0);
    private boolean ended;

    private static final class Round<T> {
        private final int peers;
        private final TreeMap<String, T> brought = new TreeMap<>();

        Round(int peers) {
            this.peers = peers;
        }

        boolean complete() {
            return brought.size() >= peers;
        }
    }

    /** Waits for the others. */
    List<T> join(int peers, Guest<T> guest, Duration limit) {
        lock.lock();
        try {
            if (round.complete() && !round.brought.containsKey(guest.name())) {
                round = new Round<>(peers);
            }
            var mine = round;
            requireAgreement(mine, peers);
            mine.brought.put(guest.name(), guest.brings());
            changed.signalAll();
            await(mine, limit);
            return List.copyOf(mine.brought.values());
        } finally {
            lock.unlock();
        }
    }

    private static void requireAgreement(Round<?> round, int peers) {
        if (round.peers != peers) {
            throw new Conflict(
                    "peers_disagree",
                    "%d peers are expected here, but another of them expects %d"
                            .formatted(peers, round.peers));
        }
    }

    private void await(Round<T> mine, Duration limit) {
        var left = limit.toNanos();
        while (!mine.complete()) {
            if (ended) {
                throw new Conflict("allocation_over", "the allocation is over: nobody else comes");
            }
            if (left <= 0) {
                throw new Conflict(
                        "peers_missing",
                        "%d of %d peers have come in %d s. See the logs of the others."
                                .formatted(mine.brought.size(), mine.peers, limit.toSeconds()));
            }
            left = passed(left);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // Whoever calls this looks again by itself.
    private long passed(long nanos) {
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new Conflict("interrupted", "the master stops: ask again");
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
