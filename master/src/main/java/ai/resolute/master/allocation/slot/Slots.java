package ai.resolute.master.allocation.slot;

import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.store.Database;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All slots there are, and which of them take work. */
public final class Slots {
    private final Database database;
    private final Supplier<List<Slot>> all;
    private final InstantSource clock;
    private final SlotStore store = new SlotStore();
    private final Runnable changed;

    /**
     * Over these parts.
     *
     * @param all every slot that the resource manager offers
     * @param changed called after each change
     */
    public Slots(
            Database database, Supplier<List<Slot>> all, InstantSource clock, Runnable changed) {
        this.database = database;
        this.all = all;
        this.clock = clock;
        this.changed = changed;
    }

    /** Which slots take work, as of one moment. */
    public record Sight(List<Slot> all, List<Disabled> disabled) {
        /** Why this slot takes no work: what stops work on it at once comes first. */
        public Optional<Disabled> why(Slot slot) {
            var reasons = disabled.stream().filter(each -> each.covers(slot)).toList();
            return reasons.stream()
                    .filter(each -> !each.drains())
                    .findFirst()
                    .or(() -> reasons.stream().findFirst());
        }

        /** The nodes that have slots. */
        public Set<String> nodes() {
            return all.stream().map(Slot::node).collect(Collectors.toSet());
        }

        /** Those that take work. */
        public List<Slot> enabled() {
            return all.stream().filter(slot -> why(slot).isEmpty()).toList();
        }

        /** Whether work on this slot shall stop. */
        public boolean stops(Slot slot) {
            return why(slot).filter(each -> !each.drains()).isPresent();
        }
    }

    public Sight sight() {
        return new Sight(all.get(), database.read(store::list));
    }

    /**
     * Takes a slot, or a whole node, out of service.
     *
     * @param drains whether what runs there goes on to its end; otherwise it is asked to stop
     */
    public void disable(String node, Optional<Integer> slot, boolean drains, String by) {
        require(node, slot);
        var disabled = new Disabled(node, slot, drains, by, clock.instant());
        database.execute(handle -> {
            store.disable(handle, disabled);
            handle.afterCommit(changed);
        });
    }

    /** Lets it take work again. */
    public void enable(String node, Optional<Integer> slot) {
        require(node, slot);
        database.execute(handle -> {
            store.enable(handle, node, slot);
            handle.afterCommit(changed);
        });
    }

    private void require(String node, Optional<Integer> slot) {
        var known = all.get();
        var nodes = known.stream().map(Slot::node).collect(Collectors.toSet());
        if (!nodes.contains(node)) {
            throw new NotFound(
                    "agent_not_found",
                    "agent '%s' not found; there is %s. See det agent list."
                            .formatted(node, String.join(", ", nodes.stream().sorted().toList())));
        }
        if (slot.isPresent()
                && known.stream()
                        .noneMatch(
                                each -> each.node().equals(node) && each.index() == slot.get())) {
            throw new NotFound(
                    "slot_not_found",
                    "slot %d of agent '%s' not found. See det slot list."
                            .formatted(slot.get(), node));
        }
    }
}
