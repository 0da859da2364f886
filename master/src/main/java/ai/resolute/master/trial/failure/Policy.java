package ai.resolute.master.trial.failure;

import java.time.Duration;

/**
 * What follows from a failure of a class.
 *
 * @param restart whether another run is tried
 * @param blamesPoint whether the search shall learn that the trial's hyperparameters are bad
 */
public record Policy(Restart restart, BackOff backOff, boolean blamesPoint) {
    /** Whether a failed run is followed by another. */
    public enum Restart {
        /** No. */
        NEVER,
        /** As often as {@code max_restarts} says. */
        COUNTED,
        /** Always: the trial can do nothing about it. */
        ALWAYS
    }

    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration MINUTES = Duration.ofMinutes(5);

    /** The policy of a class. */
    public static Policy of(FailureClass failed) {
        return switch (failed) {
            case SCRIPT -> new Policy(Restart.COUNTED, BackOff.from(SHORT, MINUTE), true);
            case MEMORY -> new Policy(Restart.COUNTED, BackOff.from(LONG, MINUTES), true);
            case NOT_A_NUMBER -> new Policy(Restart.NEVER, BackOff.NONE, true);
            case STORAGE -> new Policy(Restart.ALWAYS, new BackOff(LONG, LONG, MINUTES), false);
            case LOST_WORKER -> new Policy(Restart.COUNTED, BackOff.from(SHORT, MINUTES), false);
            case PREEMPTED, TIME_LIMIT -> new Policy(Restart.ALWAYS, BackOff.NONE, false);
            case UNKNOWN -> new Policy(Restart.COUNTED, BackOff.from(SHORT, MINUTE), false);
        };
    }
}
