package ai.resolute.master.trial;

import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.TaskId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What never changes about a trial.
 *
 * @param seed from 0 to 2^31 - 1
 * @param hyperparameters JSON values, nulls included
 * @param warmStart the checkpoint whose weights it begins with
 */
public record TrialOrigin(
        ExperimentId experiment,
        RequestId request,
        int seed,
        int maxRestarts,
        Map<String, @Nullable Object> hyperparameters,
        Optional<CheckpointId> warmStart) {

    public TaskId task() {
        return TaskId.ofTrial(experiment, request);
    }
}
