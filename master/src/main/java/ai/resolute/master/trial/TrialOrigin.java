package ai.resolute.master.trial;

import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.id.Unmanaged;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What never changes about a trial.
 *
 * @param seed from 0 to 2^31 - 1
 * @param hyperparameters JSON values, nulls included
 * @param warmStart the checkpoint whose weights it begins with
 * @param unmanaged present where the cluster does not run it
 */
public record TrialOrigin(
        ExperimentId experiment,
        RequestId request,
        int seed,
        int maxRestarts,
        Map<String, @Nullable Object> hyperparameters,
        Optional<CheckpointId> warmStart,
        Optional<Unmanaged> unmanaged) {
    /** One that the cluster runs. */
    public TrialOrigin(
            ExperimentId experiment,
            RequestId request,
            int seed,
            int maxRestarts,
            Map<String, @Nullable Object> hyperparameters,
            Optional<CheckpointId> warmStart) {
        this(experiment, request, seed, maxRestarts, hyperparameters, warmStart, Optional.empty());
    }

    /** One that its owner's own process runs; it begins when that says so. */
    public static TrialOrigin unmanaged(
            ExperimentId experiment,
            RequestId request,
            Map<String, @Nullable Object> hyperparameters,
            Unmanaged unmanaged) {
        return new TrialOrigin(
                experiment,
                request,
                0,
                0,
                hyperparameters,
                Optional.empty(),
                Optional.of(unmanaged));
    }

    public TaskId task() {
        return TaskId.ofTrial(experiment, request);
    }
}
