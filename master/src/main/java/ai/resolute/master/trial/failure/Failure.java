package ai.resolute.master.trial.failure;

/**
 * Why a run failed.
 *
 * @param kind a stable word, such as {@code script_raised}
 * @param message the sentence for people
 * @param restartable whether another run may do better
 */
public record Failure(String kind, String message, boolean restartable) {}
