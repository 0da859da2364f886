package ai.resolute.master.trial.failure;

import java.util.Optional;

/**
 * Why a run failed.
 *
 * @param kind a stable word, such as {@code script_raised}
 * @param message the sentence for people
 * @param restartable whether another run may do better
 * @param place where in the user's files it happened
 */
public record Failure(String kind, String message, boolean restartable, Optional<Place> place) {
    /**
     * A line of the user's own code.
     *
     * @param file relative to the context directory
     */
    public record Place(String file, int line) {
        @Override
        public String toString() {
            return file + ":" + line;
        }
    }

    /** It happened nowhere in the user's files. */
    public Failure(String kind, String message, boolean restartable) {
        this(kind, message, restartable, Optional.empty());
    }

    /** What it failed of. */
    public FailureClass type() {
        return FailureClass.of(kind);
    }

    /** What follows from it. */
    public Policy policy() {
        return Policy.of(type());
    }
}
