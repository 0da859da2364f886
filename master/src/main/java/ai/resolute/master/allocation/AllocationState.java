package ai.resolute.master.allocation;

import ai.resolute.master.resource.Slot;
import java.time.Instant;
import java.util.List;

/** Where an allocation is. */
public sealed interface AllocationState {
    /** The slots it holds. */
    List<Slot> slots();

    /** It asks for slots. */
    record Waiting() implements AllocationState {
        @Override
        public List<Slot> slots() {
            return List.of();
        }
    }

    /** It has slots; its worker is being started and was not heard yet. */
    record Starting(List<Slot> slots) implements AllocationState {}

    /** Its worker was heard. */
    record Running(List<Slot> slots) implements AllocationState {}

    /**
     * Its worker is asked to stop.
     *
     * @param deadline when it is killed
     * @param acknowledged whether the worker said that it stops for this reason
     */
    record Preempting(List<Slot> slots, Instant deadline, boolean acknowledged)
            implements AllocationState {}

    /**
     * Its worker is being killed.
     *
     * @param late whether that is because it did not stop in time
     */
    record Killing(List<Slot> slots, boolean late) implements AllocationState {}

    /** It is over. */
    record Ended(AllocationEnd end, Instant at) implements AllocationState {
        @Override
        public List<Slot> slots() {
            return List.of();
        }
    }
}
