package ai.resolute.master.trial.failure;

import java.time.Duration;

/**
 * How long a trial waits before a restart: longer with each run that failed without having brought
 * it further.
 *
 * @param first after the first such run
 * @param second after the second; it doubles from there
 * @param longest what it never exceeds
 */
public record BackOff(Duration first, Duration second, Duration longest) {
    static final BackOff NONE = new BackOff(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** The first restart is at once. */
    static BackOff from(Duration second, Duration longest) {
        return new BackOff(Duration.ZERO, second, longest);
    }

    /**
     * The wait after so many runs in a row, from 1, that failed without having brought it further.
     */
    public Duration after(int setbacks) {
        if (setbacks <= 1) {
            return first;
        }
        var doublings = Math.min(setbacks - 2, 30);
        var wait = second.multipliedBy(1L << doublings);
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
