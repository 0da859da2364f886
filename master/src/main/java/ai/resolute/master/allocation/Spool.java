package ai.resolute.master.allocation;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.store.Database;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/** Takes the numbered lines of workers, each exactly once and in order. */
public final class Spool {
    private final Database database;
    private final Allocations allocations;
    private final Clock clock;
    private final AllocationStore store;

    public Spool(Database database, Allocations allocations, Clock clock) {
        this.database = database;
        this.allocations = allocations;
        this.clock = clock;
        store = allocations.store();
    }

    /**
     * Hands what is new to the taker, in one transaction with the new position.
     *
     * @param first the number of the first element
     * @return the number that is wanted next
     * @throws Conflict when the allocation is over, or with {@code next} when elements are missing
     */
    public <T> long take(
            AllocationId id,
            String stream,
            long first,
            List<T> elements,
            BiConsumer<Handle, List<T>> taker) {
        return database.write(handle -> {
            var allocation = requireLive(handle, id);
            if (allocations.savesHeard(id)) {
                store.heard(handle, id, clock.instant());
            }
            allocations.heard(allocation);
            var next = store.positions(handle, id).getOrDefault(stream, 0L);
            var fresh = fresh(id, stream, first, next, elements);
            if (!fresh.isEmpty()) {
                taker.accept(handle, fresh);
                store.position(handle, id, stream, next + fresh.size());
            }
            return next + fresh.size();
        });
    }

    /** The number that is wanted next of each stream that sent something. */
    public Map<String, Long> positions(AllocationId id) {
        return database.read(handle -> store.positions(handle, id));
    }

    private Allocation requireLive(Handle handle, AllocationId id) {
        var allocation =
                store.find(handle, id)
                        .orElseThrow(() ->
                                new NotFound(
                                        "allocation_not_found",
                                        "allocation '" + id + "' not found"));
        if (!allocation.live()) {
            throw new Conflict(
                    "allocation_over",
                    "allocation "
                            + id
                            + " is over: a later run of its trial may have begun. Stop sending.");
        }
        return allocation;
    }

    private static <T> List<T> fresh(
            AllocationId id, String stream, long first, long next, List<T> elements) {
        if (first > next) {
            throw new Conflict(
                    "spool_gap",
                    "stream %s of allocation %s goes on at %d, not at %d: send from there."
                            .formatted(stream, id, next, first),
                    Map.of("next", next));
        }
        var known = Math.min(next - first, elements.size());
        return elements.subList((int) known, elements.size());
    }
}
