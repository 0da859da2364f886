package ai.resolute.master.schedule;

import ai.resolute.master.resource.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Slots that can be given, in their order; counting them does not look at each. */
final class Supply {
    private final LinkedHashSet<Slot> slots;
    private final Map<String, Integer> onNode = new HashMap<>();

    /** All of these slots but those that are taken. */
    Supply(List<Slot> all, Set<Slot> taken) {
        slots = LinkedHashSet.newLinkedHashSet(Math.max(0, all.size() - taken.size()));
        for (var slot : all) {
            if (!taken.contains(slot)) {
                slots.add(slot);
                onNode.merge(slot.node(), 1, Integer::sum);
            }
        }
    }

    /** How many there are on other nodes than these. */
    int count(Set<String> without) {
        var count = slots.size();
        for (var node : without) {
            count -= onNode.getOrDefault(node, 0);
        }
        return count;
    }

    /** Takes the first ones on other nodes than these, of which there must be as many. */
    List<Slot> take(int count, Set<String> without) {
        var given = new ArrayList<Slot>(count);
        for (var rest = slots.iterator(); given.size() < count; ) {
            var slot = rest.next();
            if (!without.contains(slot.node())) {
                given.add(slot);
                rest.remove();
                onNode.merge(slot.node(), -1, Integer::sum);
            }
        }
        return List.copyOf(given);
    }
}
