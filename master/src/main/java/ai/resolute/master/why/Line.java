package ai.resolute.master.why;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.AllocationState;
import ai.resolute.master.allocation.slot.Slots.Sight;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.why.Explanation.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Who holds slots and who waits for some, as of one moment.
 *
 * @param live the allocations that are not over
 * @param names what each of them is for: "trial 3 of experiment 1"
 * @param ends when what runs in one has trained to its end, if it goes on as fast as now
 */
record Line(
        Sight slots,
        List<Allocation> live,
        Map<AllocationId, String> names,
        Function<Allocation, Optional<Instant>> ends) {
    private static final int SHOWN = 8;

    /** Why an allocation has no slots yet, besides what the scheduler says. */
    List<Reason> behind(Allocation waiting) {
        var reasons = new ArrayList<Reason>();
        reasons.add(position(waiting));
        holders().stream().limit(SHOWN).map(this::holder).forEach(reasons::add);
        if (holders().size() > SHOWN) {
            reasons.add(
                    Reason.of(
                            "holder",
                            "and %d more hold slots".formatted(holders().size() - SHOWN)));
        }
        slots.all()
                .forEach(slot ->
                        slots.why(slot)
                                .ifPresent(off ->
                                        reasons.add(
                                                Reason.since(
                                                        off.since(),
                                                        "disabled",
                                                        "%s is disabled by %s: %s"
                                                                .formatted(
                                                                        words(slot),
                                                                        off.by(),
                                                                        enable(slot))))));
        return reasons;
    }

    private String enable(Slot slot) {
        return slots.why(slot).filter(off -> off.slot().isEmpty()).isPresent()
                ? "det agent enable " + slot.node()
                : "det slot enable %s %d".formatted(slot.node(), slot.index());
    }

    private Reason position(Allocation waiting) {
        var queue =
                live.stream()
                        .filter(each -> !each.holds())
                        .sorted(
                                Comparator.comparingLong((Allocation each) -> each.ask().order())
                                        .thenComparing(each -> each.id().value()))
                        .map(Allocation::id)
                        .toList();
        return Reason.since(
                waiting.createdAt(),
                "queue",
                "number %d of %d that wait for slots"
                        .formatted(queue.indexOf(waiting.id()) + 1, queue.size()));
    }

    private List<Allocation> holders() {
        return live.stream()
                .filter(each -> each.holds() && !each.state().slots().isEmpty())
                .toList();
    }

    private Reason holder(Allocation holder) {
        var until = until(holder);
        return new Reason(
                "holder",
                "%s holds %s%s"
                        .formatted(
                                names.getOrDefault(holder.id(), holder.id().value()),
                                words(holder.state().slots()),
                                prospect(holder, until.isPresent())),
                Optional.of(holder.startedAt().orElse(holder.createdAt())),
                until);
    }

    private static String prospect(Allocation holder, boolean ends) {
        if (holder.stopping()) {
            return ", and is about to stop";
        }
        return ends ? ", and is done then at its pace" : "";
    }

    private Optional<Instant> until(Allocation holder) {
        return switch (holder.state()) {
            case AllocationState.Preempting(_, var deadline, _) -> Optional.of(deadline);
            case AllocationState.Killing _ -> Optional.empty();
            case AllocationState.Waiting _,
                    AllocationState.Starting _,
                    AllocationState.Running _,
                    AllocationState.Ended _ ->
                    ends.apply(holder);
        };
    }

    static String words(List<Slot> slots) {
        return slots.isEmpty()
                ? "no slot"
                : slots.stream().map(Line::words).collect(Collectors.joining(", "));
    }

    private static String words(Slot slot) {
        return "slot %d of %s".formatted(slot.index(), slot.node());
    }
}
