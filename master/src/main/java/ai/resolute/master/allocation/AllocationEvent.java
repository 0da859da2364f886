package ai.resolute.master.allocation;

import ai.resolute.master.resource.Slot;
import ai.resolute.master.resource.WorkerExit;
import java.time.Duration;
import java.util.List;

/** What happens to an allocation. */
sealed interface AllocationEvent {
    /** The scheduler gives it slots. */
    record Given(List<Slot> slots) implements AllocationEvent {}

    /** Its worker made a call. */
    record Heard() implements AllocationEvent {}

    /** Its worker says something of itself. */
    record Said(Marks.Word word) implements AllocationEvent {}

    /** It shall stop within this time, or be killed. */
    record StopAsked(Duration grace) implements AllocationEvent {}

    /** Its worker says that it has checkpointed and stops because it was asked to. */
    record Acknowledged() implements AllocationEvent {}

    /** Time passed; a deadline may be over. */
    record Ticked() implements AllocationEvent {}

    /** It shall end at once. */
    record KillAsked() implements AllocationEvent {}

    /** Its worker ended. */
    record WorkerEnded(WorkerExit exit) implements AllocationEvent {}
}
