package ai.resolute.master.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.allocation.AllocationState.Killing;
import ai.resolute.master.allocation.AllocationState.Preempting;
import ai.resolute.master.allocation.AllocationState.Waiting;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.resource.WorkerExit;
import ai.resolute.master.store.column.RecordColumn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for an allocation whatever happens to it, in whatever order and however often. */
final class AllocationWalkTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int WALKS = 300;
    private static final int STEPS = 30;
    private static final AllocationAsk ASK =
            new AllocationAsk("g", 1, Optional.empty(), 1, 1, Duration.ofMinutes(1));

    @Test
    void noOrderOfEventsLosesASlotOrAWorker() {
        var seed = new Random().nextLong();
        for (int walk = 0; walk < WALKS; walk++) {
            var random = new Random(seed + walk);
            var now = START;
            var allocation = Allocation.waiting(new AllocationId("1.t.1"), ASK, now);
            for (int step = 0; step < STEPS; step++) {
                var event = event(random);
                now = now.plusSeconds(random.nextInt(20));
                var next = allocation.on(event, now);
                check(
                        "seed %d: %s + %s".formatted(seed + walk, allocation, event),
                        allocation,
                        event,
                        next);
                allocation = next;
            }
            // Whatever was done to it, a worker that ends sets its slots free.
            var over = allocation.on(new AllocationEvent.KillAsked(), now);
            over = over.on(new AllocationEvent.WorkerEnded(new WorkerExit.Lost("gone")), now);
            assertThat(over.live()).isFalse();
            assertThat(over.state().slots()).isEmpty();
        }
    }

    private static void check(
            String what, Allocation before, AllocationEvent event, Allocation after) {
        var text = RecordColumn.write(AllocationState.class, after.state());
        assertThat(RecordColumn.read(AllocationState.class, text))
                .as(what)
                .isEqualTo(after.state());
        if (!before.live()) {
            assertThat(after).as(what).isSameAs(before);
        }
        if (before.holds() && after.live()) {
            assertThat(after.state().slots()).as(what).isEqualTo(before.state().slots());
        }
        if (before.holds() && !after.live()) {
            assertThat(event).as(what).isInstanceOf(AllocationEvent.WorkerEnded.class);
        }
        if (before.state() instanceof Waiting && after.holds()) {
            assertThat(event).as(what).isInstanceOf(AllocationEvent.Given.class);
        }
        if (before.stopping()) {
            assertThat(after.stopping() || !after.live()).as(what).isTrue();
        }
        if (before.state() instanceof Killing && after.live()) {
            assertThat(after.state()).as(what).isInstanceOf(Killing.class);
        }
        if (before.state() instanceof Preempting(_, var deadline, var said)
                && after.state() instanceof Preempting(_, var later, var still)) {
            assertThat(later).as(what).isBeforeOrEqualTo(deadline);
            assertThat(still || !said).as(what).isTrue();
        }
    }

    private static AllocationEvent event(Random random) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                    new AllocationEvent.Given(
                            List.of(new Slot("n", random.nextInt(3), Slot.Device.CPU)));
            case 3, 4 -> new AllocationEvent.Heard();
            case 5 ->
                    new AllocationEvent.Said(
                            random.nextBoolean()
                                    ? new Marks.Word.Waiting()
                                    : new Marks.Word.Daemon("node"));
            case 6 -> new AllocationEvent.StopAsked(Duration.ofSeconds(random.nextInt(60)));
            case 7 -> new AllocationEvent.Acknowledged();
            case 8, 9 -> new AllocationEvent.Ticked();
            case 10 ->
                    random.nextInt(4) == 0
                            ? new AllocationEvent.KillAsked()
                            : new AllocationEvent.Heard();
            default ->
                    random.nextInt(3) == 0
                            ? new AllocationEvent.WorkerEnded(exit(random))
                            : new AllocationEvent.Ticked();
        };
    }

    private static WorkerExit exit(Random random) {
        var exits =
                List.of(
                        new WorkerExit.Exited(random.nextInt(3)),
                        new WorkerExit.Lost("gone"),
                        new WorkerExit.FailedToStart("no room"),
                        new WorkerExit.NeverStarted());
        return exits.get(random.nextInt(exits.size()));
    }
}
