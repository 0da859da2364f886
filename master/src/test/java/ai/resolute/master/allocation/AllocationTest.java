package ai.resolute.master.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.allocation.AllocationState.Ended;
import ai.resolute.master.allocation.AllocationState.Killing;
import ai.resolute.master.allocation.AllocationState.Preempting;
import ai.resolute.master.allocation.AllocationState.Running;
import ai.resolute.master.allocation.AllocationState.Starting;
import ai.resolute.master.allocation.AllocationState.Waiting;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.resource.WorkerExit;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state with every event. */
final class AllocationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final List<Slot> SLOTS = List.of(new Slot("node", 0, Slot.Device.CPU));
    private static final AllocationId ID = new AllocationId("1.task.1");
    private static final AllocationAsk ASK =
            new AllocationAsk("experiment 1", 1, Optional.empty(), 1, 1, Duration.ofHours(1));

    private static final Map<String, AllocationState> STATES = new LinkedHashMap<>();
    private static final Map<String, AllocationEvent> EVENTS = new LinkedHashMap<>();

    static {
        STATES.put("waiting", new Waiting());
        STATES.put("starting", new Starting(SLOTS));
        STATES.put("running", new Running(SLOTS));
        STATES.put("preempting", preempting(NOW.plus(Duration.ofHours(1)), false));
        STATES.put("acknowledged", preempting(NOW.plus(Duration.ofHours(1)), true));
        STATES.put("late", preempting(NOW, false));
        STATES.put("killing", new Killing(SLOTS, false));
        STATES.put("overdue", new Killing(SLOTS, true));
        STATES.put("ended", new Ended(new AllocationEnd.Exited(0), NOW));
        EVENTS.put("given", new AllocationEvent.Given(SLOTS));
        EVENTS.put("heard", new AllocationEvent.Heard());
        EVENTS.put("waits", new AllocationEvent.Said(new Marks.Word.Waiting()));
        EVENTS.put("stop", new AllocationEvent.StopAsked(GRACE));
        EVENTS.put("ack", new AllocationEvent.Acknowledged());
        EVENTS.put("tick", new AllocationEvent.Ticked());
        EVENTS.put("kill", new AllocationEvent.KillAsked());
        EVENTS.put("exit0", new AllocationEvent.WorkerEnded(new WorkerExit.Exited(0)));
        EVENTS.put("never", new AllocationEvent.WorkerEnded(new WorkerExit.NeverStarted()));
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # state, given, heard, waits, stop, ack, tick, kill, exit0, never
                    waiting,      Starting, -, -, Withdrawn, -, -, Withdrawn, -, -
                    starting,     -, Running, Running, Preempting, -, -, Killing, Exited, Lost
                    running,      -, -, Running, Preempting, -, -, Killing, Exited, Lost
                    preempting,   -, -, -, sooner, acknowledged, -, Killing, Exited, Withdrawn
                    acknowledged, -, -, -, sooner, -, -, Killing, Preempted, Withdrawn
                    late,         -, -, -, -, acknowledged, Killing, Killing, Exited, Withdrawn
                    killing,      -, -, -, -, -, -, -, Killed, Killed
                    overdue,      -, -, -, -, -, -, Killing, TimedOut, TimedOut
                    ended,        -, -, -, -, -, -, -, -, -
                    """)
    void everyPairHasItsAnswer(
            String state,
            String given,
            String heard,
            String waits,
            String stop,
            String ack,
            String tick,
            String kill,
            String exit0,
            String never) {
        var answers = List.of(given, heard, waits, stop, ack, tick, kill, exit0, never);
        var events = List.copyOf(EVENTS.keySet());
        for (int index = 0; index < answers.size(); index++) {
            assertThat(answer(state, events.get(index)))
                    .as(state + " + " + events.get(index))
                    .isEqualTo(answers.get(index));
        }
    }

    @Test
    void whatAStateOwesFollowsFromItAlone() {
        assertThat(
                        STATES.values().stream()
                                .map(state -> in(state).owed().getClass().getSimpleName()))
                .containsExactly(
                        "Schedule",
                        "StartWorker",
                        "WatchWorker",
                        "TellWorker",
                        "TellWorker",
                        "TellWorker",
                        "KillWorker",
                        "KillWorker",
                        "TellOwner");
    }

    private static String answer(String state, String event) {
        var before = in(STATES.get(state));
        var after = before.on(EVENTS.get(event), NOW);
        return after.equals(before) ? "-" : words(before.state(), after.state());
    }

    private static String words(AllocationState before, AllocationState after) {
        return switch (after) {
            case Ended(var end, _) -> end.getClass().getSimpleName();
            case Preempting(_, var deadline, var acknowledged)
                    when before instanceof Preempting earlier ->
                    deadline.isBefore(earlier.deadline())
                            ? "sooner"
                            : acknowledged ? "acknowledged" : "?";
            default -> after.getClass().getSimpleName();
        };
    }

    private static Preempting preempting(Instant deadline, boolean acknowledged) {
        return new Preempting(SLOTS, deadline, acknowledged);
    }

    private static Allocation in(AllocationState state) {
        return new Allocation(ID, ASK, state, NOW, Optional.empty(), 0);
    }
}
