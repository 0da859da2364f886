package ai.resolute.master.rest;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TaskId;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which experiment the thing in a path belongs to.
 *
 * @param trials the experiment of a trial's number
 * @param checkpoints the experiment of a checkpoint's name
 */
record Ownership(
        Function<Integer, Optional<ExperimentId>> trials,
        Function<String, Optional<ExperimentId>> checkpoints) {

    /** Empty when there is no such thing: the route then says so itself. */
    Optional<ExperimentId> experimentOf(String variable, String value) {
        try {
            return switch (variable) {
                case "experimentId" -> Optional.of(new ExperimentId(Integer.parseInt(value)));
                case "trialId" -> trials.apply(Integer.valueOf(value));
                case "taskId" -> ofTask(new TaskId(value));
                case "allocationId" -> ofTask(new AllocationId(value).task());
                case "checkpointUuid" -> checkpoints.apply(value);
                default -> throw new IllegalStateException("nobody owns " + variable);
            };
        } catch (NumberFormatException | IndexOutOfBoundsException malformed) {
            return Optional.empty();
        }
    }

    /** The experiment of a trial's task. */
    static ExperimentId experimentOf(TaskId task) {
        var number = task.value().substring(0, task.value().indexOf('.'));
        return new ExperimentId(Integer.parseInt(number));
    }

    private static Optional<ExperimentId> ofTask(TaskId task) {
        return Optional.of(experimentOf(task));
    }
}
