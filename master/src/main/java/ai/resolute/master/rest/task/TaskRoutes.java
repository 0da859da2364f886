package ai.resolute.master.rest.task;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;
import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.wire.Times;
import ai.resolute.api.worker.TaskMessages.AllocationSummary;
import ai.resolute.api.worker.TaskMessages.GetTaskResponse;
import ai.resolute.api.worker.TaskMessages.Task;
import ai.resolute.api.worker.TaskMessages.TaskRequest;
import ai.resolute.api.worker.TaskMessages.TaskState;
import ai.resolute.api.worker.TaskMessages.TaskType;
import ai.resolute.api.worker.TaskMessages.TasksResponse;
import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.AllocationEnd;
import ai.resolute.master.allocation.AllocationState.Ended;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.States;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Tasks and their allocations. */
public final class TaskRoutes {
    private final Services services;

    public TaskRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", "/api/v1/tasks", PERSON, "What holds or waits for slots")
                        .answer(Nothing.class, TasksResponse.class, _ -> list()),
                Route.of("GET", "/api/v1/tasks/{taskId}", EXPERIMENT, "One task")
                        .answer(TaskRequest.class, GetTaskResponse.class, this::get));
    }

    private GetTaskResponse get(Asked<TaskRequest> asked) {
        var id = new TaskId(asked.message().taskId());
        var trial = services.work().trialOf(id);
        return new GetTaskResponse(
                new Task(
                        id.value(),
                        TaskType.TASK_TYPE_TRIAL,
                        services.work().allocations().list(id).stream().map(this::message).toList(),
                        trial.createdAt(),
                        trial.state() instanceof TrialState.Ended end ? end.at() : null));
    }

    private ai.resolute.api.worker.TaskMessages.Allocation message(Allocation one) {
        var state = States.ofTask(one);
        return new ai.resolute.api.worker.TaskMessages.Allocation(
                one.id().task().value(),
                state,
                state == TaskState.STATE_RUNNING,
                one.startedAt().map(Times::format),
                one.state() instanceof Ended end
                        ? Optional.of(Times.format(end.at()))
                        : Optional.empty(),
                one.id().value(),
                one.ask().slots(),
                one.state() instanceof Ended end ? Optional.of(words(end.end())) : Optional.empty(),
                status(one),
                services.work().allocations().reason(one.id()).map(why -> why.text()),
                one.state().marks().address(),
                one.state().marks().daemons());
    }

    private static String words(AllocationEnd end) {
        return switch (end) {
            case AllocationEnd.Withdrawn _ -> "withdrawn before it had slots";
            case AllocationEnd.Preempted _ -> "stopped on request, after a checkpoint";
            case AllocationEnd.Killed _ -> "killed by the master";
            case AllocationEnd.TimedOut _ ->
                    "killed by the master, as it had not stopped in time (preemption_timeout)";
            case AllocationEnd.Exited(var status) -> "exited with status " + status;
            case AllocationEnd.Lost(var why) -> "lost: " + why;
            case AllocationEnd.FailedToStart(var why) -> "failed to start: " + why;
        };
    }

    private static Optional<Integer> status(Allocation one) {
        return one.state() instanceof Ended(AllocationEnd.Exited(var status), _)
                ? Optional.of(status)
                : Optional.empty();
    }

    private TasksResponse list() {
        var summaries = new LinkedHashMap<String, AllocationSummary>();
        for (var one : services.work().allocations().live()) {
            services.work()
                    .trials()
                    .find(one.id().task())
                    .ifPresent(trial -> summaries.put(one.id().value(), summary(one, trial)));
        }
        return new TasksResponse(summaries);
    }

    private AllocationSummary summary(Allocation one, Trial trial) {
        return new AllocationSummary(
                one.id().task().value(),
                one.id().value(),
                "Trial %s (Experiment %s)".formatted(trial.id(), trial.origin().experiment()),
                one.createdAt(),
                Cluster.POOL,
                one.ask().slots(),
                List.of(),
                "first_in_first_out",
                null,
                List.of(),
                States.ofTask(one),
                trial.id().value(),
                trial.origin().experiment().value(),
                services.work().allocations().reason(one.id()).map(why -> why.text()));
    }
}
