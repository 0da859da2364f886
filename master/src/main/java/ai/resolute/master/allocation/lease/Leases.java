package ai.resolute.master.allocation.lease;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.id.AllocationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when workers were not heard of. A worker counts as alive for the time of its lease; time in
 * which nobody could hear it, as the master was not there or its machine slept, does not count.
 */
public final class Leases {
    public static final Duration LEASE = Duration.ofMinutes(2);
    public static final Duration LOOK = Duration.ofSeconds(15);
    private static final Duration ASLEEP = LOOK.multipliedBy(3);

    /** A master that starts again may say so much too early when it last heard of a worker. */
    private static final Duration SAVED = Duration.ofSeconds(5);

    private final Map<AllocationId, Instant> heard = new ConcurrentHashMap<>();
    private final Map<AllocationId, Signs> signs = new ConcurrentHashMap<>();
    private final Map<AllocationId, Instant> saved = new ConcurrentHashMap<>();
    private Instant listening;
    private Instant looked;

    public Leases(Instant now) {
        listening = now;
        looked = now;
    }

    /** Renews a lease. */
    public void heard(AllocationId id, Instant now) {
        heard.put(id, now);
    }

    /** Its supervisor says when the training process last lived. */
    public void runnerLived(AllocationId id, Instant then) {
        signs.merge(id, Signs.NONE.runnerAt(then), (known, _) -> known.runnerAt(then));
    }

    public void reported(AllocationId id, Instant now) {
        signs.merge(id, Signs.NONE.reportAt(now), (known, _) -> known.reportAt(now));
    }

    public Signs signs(AllocationId id) {
        return signs.getOrDefault(id, Signs.NONE);
    }

    /** Whether the time is to be saved, which it then counts as. */
    public boolean saves(AllocationId id, Instant now) {
        var last = saved.get(id);
        if (last != null && now.isBefore(last.plus(SAVED))) {
            return false;
        }
        saved.put(id, now);
        return true;
    }

    public void forget(AllocationId id) {
        heard.remove(id);
        signs.remove(id);
        saved.remove(id);
    }

    /** When it was last heard by this master. */
    public Optional<Instant> lastHeard(AllocationId id) {
        return Optional.ofNullable(heard.get(id));
    }

    /** Those of these allocations whose lease is over; to be asked every {@link #LOOK}. */
    public List<AllocationId> over(List<Allocation> live, Instant now) {
        if (looked.plus(ASLEEP).isBefore(now)) {
            listening = now;
        }
        looked = now;
        return live.stream()
                .filter(Allocation::holds)
                .filter(held -> since(held).plus(LEASE).isBefore(now))
                .map(Allocation::id)
                .toList();
    }

    private Instant since(Allocation held) {
        var last = lastHeard(held.id()).or(held::startedAt).orElse(listening);
        return last.isAfter(listening) ? last : listening;
    }
}
