package ai.resolute.master.allocation;

import ai.resolute.master.resource.Slot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where an allocation is. */
public sealed interface AllocationState {
    /** The slots it holds. */
    List<Slot> slots();

    /** What its worker has said of itself, while that runs. */
    default Marks marks() {
        return this instanceof Running running ? running.said().orElse(Marks.NONE) : Marks.NONE;
    }

    /** It asks for slots. */
    record Waiting() implements AllocationState {
        @Override
        public List<Slot> slots() {
            return List.of();
        }
    }

    /** It has slots; its worker is being started and was not heard yet. */
    record Starting(List<Slot> slots) implements AllocationState {}

    /** Its worker was heard, and has said this of itself if anything. */
    record Running(List<Slot> slots, Optional<Marks> said) implements AllocationState {
        /** It has said nothing. */
        public Running(List<Slot> slots) {
            this(slots, Optional.empty());
        }

        Running with(Marks.Word word) {
            return new Running(slots, Optional.of(marks().with(word)));
        }
    }

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
