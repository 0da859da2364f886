package ai.resolute.master.trial;

import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.TaskId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What never changes about a trial.
 *
 * @param seed from 0 to 2^31 - 1
 * @param hyperparameters JSON values, nulls included
 */
public record TrialOrigin(
        ExperimentId experiment,
        RequestId request,
        int seed,
        int maxRestarts,
        Map<String, @Nullable Object> hyperparameters) {

    public TaskId task() {
        return TaskId.ofTrial(experiment, request);
    }
}
