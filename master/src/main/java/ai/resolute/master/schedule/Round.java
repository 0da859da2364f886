package ai.resolute.master.schedule;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.schedule.Plan.Reason;
import ai.resolute.master.schedule.Snapshot.Ask;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One planning round: what is still free, and who holds back whom. */
final class Round {
    final Map<AllocationId, List<Slot>> starts = new LinkedHashMap<>();
    final Map<AllocationId, Reason> waits;

    private final String disabled;
    private final Supply all;
    private final Supply free;
    private final Map<String, Integer> held = new HashMap<>();
    private final Map<String, Ask> firstOfGroup = new HashMap<>();
    private final Map<Behind, Reason> reasons = new HashMap<>();
    private Optional<Ask> first = Optional.empty();

    /** All that the reason of one that waits behind another depends on. */
    private record Behind(
            AllocationId before, boolean sameGroup, int slots, Set<String> without, int free) {}

    Round(Snapshot snapshot) {
        waits = HashMap.newHashMap(snapshot.waiting().size());
        disabled =
                switch (snapshot.disabled()) {
                    case 0 -> "";
                    case 1 -> "; 1 more is disabled";
                    default -> "; " + snapshot.disabled() + " more are disabled";
                };
        Set<Slot> taken = new HashSet<>();
        for (var running : snapshot.running()) {
            taken.addAll(running.slots());
            held.merge(running.group().name(), running.slots().size(), Integer::sum);
        }
        all = new Supply(snapshot.slots(), Set.of());
        free = new Supply(snapshot.slots(), taken);
    }

    void consider(Ask ask) {
        if (ask.slots() == 0) {
            starts.put(ask.allocation(), List.of());
        } else if (neverFits(ask)) {
            waits.put(ask.allocation(), never(ask));
        } else if (first.isPresent() || firstOfGroup.containsKey(ask.group().name())) {
            waits.put(ask.allocation(), behind(ask));
        } else if (heldBy(ask) + ask.slots() > limit(ask)) {
            firstOfGroup.put(ask.group().name(), ask);
            waits.put(ask.allocation(), overLimit(ask));
        } else if (ask.slots() > free.count(ask.without())) {
            first = Optional.of(ask);
            waits.put(ask.allocation(), new Reason(wanting(ask)));
        } else {
            start(ask);
        }
    }

    private void start(Ask ask) {
        starts.put(ask.allocation(), free.take(ask.slots(), ask.without()));
        held.merge(ask.group().name(), ask.slots(), Integer::sum);
    }

    private int heldBy(Ask ask) {
        return held.getOrDefault(ask.group().name(), 0);
    }

    private Reason behind(Ask ask) {
        var before =
                Optional.ofNullable(firstOfGroup.get(ask.group().name()))
                        .or(() -> first)
                        .orElseThrow();
        var key =
                new Behind(
                        before.allocation(),
                        before.group().name().equals(ask.group().name()),
                        ask.slots(),
                        ask.without(),
                        free.count(ask.without()));
        return reasons.computeIfAbsent(key, _ -> behind(ask, before, key.sameGroup()));
    }

    private Reason behind(Ask ask, Ask before, boolean sameGroup) {
        var whose = sameGroup ? "an earlier trial of the same experiment" : before.group().name();
        return new Reason(
                wanting(ask) + "; " + whose + ", which needs " + counted(before) + ", comes first");
    }

    private Reason overLimit(Ask ask) {
        return new Reason(
                "needs %s, and its experiment holds %d of at most %d (max_slots)"
                        .formatted(counted(ask), heldBy(ask), limit(ask)));
    }

    private String wanting(Ask ask) {
        return "needs %s, %d of %d free%s"
                .formatted(
                        counted(ask),
                        free.count(ask.without()),
                        all.count(ask.without()),
                        besides(ask));
    }

    /** Which slots do not count, and why. */
    private String besides(Ask ask) {
        return ask.without().isEmpty()
                ? disabled
                : disabled
                        + "; its log policies exclude "
                        + String.join(", ", ask.without().stream().sorted().toList());
    }

    private boolean neverFits(Ask ask) {
        return ask.slots() > all.count(ask.without()) || ask.slots() > limit(ask);
    }

    private Reason never(Ask ask) {
        return new Reason(
                ask.slots() > all.count(ask.without())
                        ? "needs %s, more than the %d there are%s"
                                .formatted(counted(ask), all.count(ask.without()), besides(ask))
                        : "needs %s, and its experiment may hold no more than %d (max_slots)"
                                .formatted(counted(ask), limit(ask)));
    }

    private static int limit(Ask ask) {
        return ask.group().maxSlots().orElse(Integer.MAX_VALUE);
    }

    private static String counted(Ask ask) {
        return ask.slots() == 1 ? "1 slot" : ask.slots() + " slots";
    }
}
