package ai.resolute.master.allocation.meeting;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.id.AllocationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * The meetings of all allocations. Guests of one purpose meet round after round; who comes again in
 * a round that is complete gets its answer again.
 */
public final class Meetings {
    /** How long one waits for the others; a node may have to be set up first. */
    public static final Duration LIMIT = Duration.ofMinutes(10);

    private final Map<AllocationId, Map<String, Meeting<?>>> open = new ConcurrentHashMap<>();
    private final Duration limit;
    private final Predicate<AllocationId> over;

    /**
     * @param over whether an allocation is over; {@link #end} is called once it is
     */
    public Meetings(Predicate<AllocationId> over) {
        this(LIMIT, over);
    }

    Meetings(Duration limit, Predicate<AllocationId> over) {
        this.limit = limit;
        this.over = over;
    }

    /**
     * Waits until so many have come; what they brought, in the order of their names.
     *
     * @param purpose what they meet for; whoever comes for another meets others
     * @throws Conflict when they disagree about how many they are, when the others do not come in
     *     time, or when the allocation is over
     */
    @SuppressWarnings("unchecked") // One purpose has one type of things.
    public <T> List<T> meet(AllocationId id, String purpose, int peers, Guest<T> guest) {
        var meeting = (Meeting<T>) open(id, purpose);
        // Who comes behind the end would wait for nobody.
        if (over.test(id)) {
            end(id);
        }
        return meeting.join(peers, guest, limit);
    }

    private Meeting<?> open(AllocationId id, String purpose) {
        var found = new AtomicReference<Meeting<?>>();
        open.compute(
                id,
                (_, known) -> {
                    var purposes = known == null ? new HashMap<String, Meeting<?>>() : known;
                    found.set(purposes.computeIfAbsent(purpose, _ -> new Meeting<>()));
                    return purposes;
                });
        return Objects.requireNonNull(found.get());
    }

    /** The allocation is over: who still waits is told so. */
    public void end(AllocationId id) {
        var ended = open.remove(id);
        if (ended != null) {
            ended.values().forEach(Meeting::end);
        }
    }
}
