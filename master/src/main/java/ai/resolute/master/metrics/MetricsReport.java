package ai.resolute.master.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Metrics of one group at one step.
 *
 * @param group {@code training}, {@code validation} or another name without a dot
 * @param stepsCompleted batches since the start of training
 * @param values JSON values by name; for training the averages over the batches
 * @param batches the values of each batch since the report before; may be empty
 * @param epoch how far the training data was gone through, where the trial tells it
 */
public record MetricsReport(
        String group,
        long stepsCompleted,
        Instant time,
        Map<String, Object> values,
        List<Map<String, Object>> batches,
        Optional<Double> epoch) {
    public static final String TRAINING = "training";
    public static final String VALIDATION = "validation";

    /** The first step that it tells of. */
    long begins() {
        return stepsCompleted - Math.max(0, batches.size() - 1);
    }
}
