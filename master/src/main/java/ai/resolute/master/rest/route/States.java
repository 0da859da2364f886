package ai.resolute.master.rest.route;

import ai.resolute.api.ExperimentMessages.State;
import ai.resolute.api.worker.TaskMessages.TaskState;
import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.AllocationState;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialState;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/** The states of the domain in the words of the published API. */
public final class States {
    private States() {}

    /** Of an experiment among the allocations that are not over. */
    public static State of(Services services, Experiment experiment, LiveView live) {
        return experiment.unmanaged() && experiment.state() instanceof ExperimentState.Active
                ? unmanaged(services.work().trials().live(experiment.id()))
                : of(experiment.state(), live.of(experiment.id()));
    }

    /** It runs as long as one of its processes is heard; else it waits for one. */
    private static State unmanaged(Collection<Trial> live) {
        return live.stream().anyMatch(Trial::remote) ? State.STATE_RUNNING : State.STATE_PAUSED;
    }

    /**
     * @param live its trials' allocations that are not over
     */
    public static State of(ExperimentState state, Collection<Allocation> live) {
        return switch (state) {
            case ExperimentState.Active _ -> active(live);
            case ExperimentState.Paused _ -> State.STATE_PAUSED;
            case ExperimentState.Deleting _ -> State.STATE_DELETING;
            case ExperimentState.DeleteFailed _ -> State.STATE_DELETE_FAILED;
            case ExperimentState.Stopping(var outcome) ->
                    switch (outcome) {
                        case COMPLETED -> State.STATE_STOPPING_COMPLETED;
                        case CANCELED -> State.STATE_STOPPING_CANCELED;
                        case KILLED -> State.STATE_STOPPING_KILLED;
                        case ERRORED -> State.STATE_STOPPING_ERROR;
                    };
            case ExperimentState.Ended(var outcome, _, _) ->
                    switch (outcome) {
                        case COMPLETED -> State.STATE_COMPLETED;
                        case CANCELED, KILLED -> State.STATE_CANCELED;
                        case ERRORED -> State.STATE_ERROR;
                    };
        };
    }

    /** The furthest of its allocations. */
    private static State active(Collection<Allocation> live) {
        var states = live.stream().map(States::of).toList();
        return Stream.of(State.STATE_RUNNING, State.STATE_STARTING)
                .filter(states::contains)
                .findFirst()
                .orElse(State.STATE_QUEUED);
    }

    public static State of(Trial trial, Optional<Allocation> allocation) {
        return switch (trial.state()) {
            case TrialState.Running _ -> allocation.map(States::of).orElse(State.STATE_QUEUED);
            case TrialState.BackingOff _ -> State.STATE_QUEUED;
            case TrialState.Remote _ -> State.STATE_RUNNING;
            case TrialState.Paused _, TrialState.Pausing _ -> State.STATE_PAUSED;
            case TrialState.Stopping(var ending, _) ->
                    switch (ending.outcome()) {
                        case COMPLETED, STOPPED_EARLY, INVALID_HYPERPARAMETERS ->
                                State.STATE_STOPPING_COMPLETED;
                        case CANCELED -> State.STATE_STOPPING_CANCELED;
                        case ERRORED -> State.STATE_STOPPING_ERROR;
                    };
            case TrialState.Killing _ -> State.STATE_STOPPING_KILLED;
            case TrialState.Ended(var ending, _) -> ended(ending);
        };
    }

    private static State ended(Ending ending) {
        return of(ending.outcome());
    }

    /** Of a trial that ended like this. */
    public static State of(Ending.Outcome outcome) {
        return switch (outcome) {
            case COMPLETED, STOPPED_EARLY, INVALID_HYPERPARAMETERS -> State.STATE_COMPLETED;
            case CANCELED -> State.STATE_CANCELED;
            case ERRORED -> State.STATE_ERROR;
        };
    }

    private static State of(Allocation allocation) {
        return switch (allocation.state()) {
            case AllocationState.Waiting _, AllocationState.Ended _ -> State.STATE_QUEUED;
            case AllocationState.Starting _ -> State.STATE_STARTING;
            case AllocationState.Running _,
                    AllocationState.Preempting _,
                    AllocationState.Killing _ ->
                    State.STATE_RUNNING;
        };
    }

    public static TaskState ofTask(Allocation allocation) {
        return switch (allocation.state()) {
            case AllocationState.Waiting _ -> TaskState.STATE_QUEUED;
            case AllocationState.Starting _ -> TaskState.STATE_STARTING;
            case AllocationState.Running running ->
                    running.marks().waiting() ? TaskState.STATE_WAITING : TaskState.STATE_RUNNING;
            case AllocationState.Preempting _, AllocationState.Killing _ ->
                    TaskState.STATE_TERMINATING;
            case AllocationState.Ended _ -> TaskState.STATE_TERMINATED;
        };
    }
}
