package ai.resolute.master.trial;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the worker of a trial reported last.
 *
 * @param fraction how far it is, from 0 to 1
 * @param length how many batches it will train, once known
 * @param activity what the runner does, such as {@code training}
 * @param environment what it ran with: {@code packages}, {@code python} and the {@code differences}
 *     from where it was submitted
 */
public record TrialProgress(
        long stepsCompleted,
        double fraction,
        Optional<Long> length,
        Optional<Double> batchesPerSecond,
        Optional<String> activity,
        Map<String, @Nullable Object> environment) {
    /** How long it takes to its length, as fast as it trained last; unknown at no pace. */
    public Optional<Long> secondsLeft() {
        return batchesPerSecond
                .filter(pace -> pace > 0)
                .flatMap(pace ->
                        length.map(batches ->
                                (long) Math.ceil(Math.max(0, batches - stepsCompleted) / pace)));
    }
}
