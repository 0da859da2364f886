package ai.resolute.master.allocation.meeting;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.resource.Slot;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an allocation has of one node: a worker of its own.
 *
 * @param id names it in addresses: that of the allocation where there is one node only, else that
 *     with the rank behind it
 * @param rank its place among those of the allocation, from 0
 * @param name empty for a task without slots
 */
public record Node(String id, int rank, String name, int slots) {
    /** Those of an allocation that has been given what it asks for, by rank. */
    public static List<Node> of(Allocation allocation) {
        var names = allocation.nodes();
        if (names.size() <= 1) {
            var slots = allocation.state().slots().size();
            var name = names.isEmpty() ? "" : names.getFirst();
            return List.of(new Node(allocation.id().value(), 0, name, slots));
        }
        return IntStream.range(0, names.size())
                .mapToObj(rank ->
                        new Node(
                                allocation.id().value() + "-" + rank,
                                rank,
                                names.get(rank),
                                slots(allocation.state().slots(), names.get(rank))))
                .toList();
    }

    /**
     * The one of this name.
     *
     * @throws NotFound where the allocation has none such
     */
    public static Node of(Allocation allocation, String id) {
        return of(allocation).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new NotFound(
                                "resources_not_found",
                                "allocation '%s' has no resources '%s'"
                                        .formatted(allocation.id(), id)));
    }

    private static int slots(List<Slot> all, String node) {
        return (int) all.stream().filter(slot -> slot.node().equals(node)).count();
    }
}
