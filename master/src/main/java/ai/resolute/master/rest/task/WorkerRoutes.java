package ai.resolute.master.rest.task;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;
import static ai.resolute.master.rest.table.Permission.WORKER;

import ai.resolute.api.ExperimentMessages.Archive;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.worker.TaskMessages.AllocationRequest;
import ai.resolute.api.worker.TaskMessages.LengthRequest;
import ai.resolute.api.worker.TaskMessages.LengthResponse;
import ai.resolute.api.worker.TaskMessages.PositionsResponse;
import ai.resolute.api.worker.TaskMessages.PreemptionRequest;
import ai.resolute.api.worker.TaskMessages.PreemptionResponse;
import ai.resolute.api.worker.TaskMessages.ReportsRequest;
import ai.resolute.api.worker.TaskMessages.ReportsResponse;
import ai.resolute.api.worker.TaskMessages.TaskRequest;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.rest.route.Contexts;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.time.Duration;
import java.util.List;

/** What workers ask and tell. */
public final class WorkerRoutes {
    private static final String ONE = "/api/v1/allocations/{allocationId}";
    private static final int MAX_ELEMENTS = 2000;
    private static final int MAX_WAIT = 120;

    private final Services services;

    public WorkerRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of(
                                "GET",
                                "/api/v1/tasks/{taskId}/context_directory",
                                EXPERIMENT,
                                "The context directory of a task")
                        .answer(TaskRequest.class, Archive.class, this::context),
                Route.of(
                                "GET",
                                ONE + "/signals/preemption",
                                EXPERIMENT,
                                "Wait until it shall checkpoint and stop")
                        .answer(
                                PreemptionRequest.class,
                                PreemptionResponse.class,
                                this::preemption),
                Route.of(
                                "GET",
                                ONE + "/signals/length",
                                WORKER,
                                "Wait until it shall train to another length (ours)")
                        .answer(LengthRequest.class, LengthResponse.class, this::length),
                Route.of(
                                "POST",
                                ONE + "/signals/ack_preemption",
                                EXPERIMENT,
                                "Say that it stops because it was asked to")
                        .answer(AllocationRequest.class, Nothing.class, this::acknowledge),
                Route.of("POST", ONE + "/reports", WORKER, "Take reports or log lines (ours)")
                        .answer(ReportsRequest.class, ReportsResponse.class, this::take),
                Route.of("GET", ONE + "/reports", WORKER, "Which numbers are wanted next (ours)")
                        .answer(AllocationRequest.class, PositionsResponse.class, this::positions));
    }

    private Archive context(Asked<TaskRequest> asked) {
        var trial = services.work().trialOf(new TaskId(asked.message().taskId()));
        return Contexts.archive(services.work().experiments().context(trial.origin().experiment()));
    }

    private PreemptionResponse preemption(Asked<PreemptionRequest> asked) {
        var request = asked.message();
        return new PreemptionResponse(
                services.work()
                        .allocations()
                        .awaitPreemption(
                                new AllocationId(request.allocationId()),
                                wait(request.timeoutSeconds())));
    }

    private LengthResponse length(Asked<LengthRequest> asked) {
        var request = asked.message();
        var length =
                services.work()
                        .trials()
                        .awaitLength(
                                new AllocationId(request.allocationId()),
                                ReportReader.length(request.unit(), request.count()),
                                wait(request.timeoutSeconds()));
        return new LengthResponse(length.unit().word(), length.count());
    }

    private static Duration wait(int seconds) {
        return Duration.ofSeconds(Math.clamp(seconds, 0, MAX_WAIT));
    }

    private Nothing acknowledge(Asked<AllocationRequest> asked) {
        services.work()
                .allocations()
                .acknowledgePreemption(new AllocationId(asked.message().allocationId()));
        return new Nothing();
    }

    private ReportsResponse take(Asked<ReportsRequest> asked) {
        var request = asked.message();
        var id = new AllocationId(request.allocationId());
        var elements = request.reports();
        if (elements.size() > MAX_ELEMENTS) {
            throw new InvalidRequest(
                    "too_many_reports",
                    "%d reports in one request: send at most %d"
                            .formatted(elements.size(), MAX_ELEMENTS));
        }
        var reports = services.work().reports();
        var next =
                switch (request.stream()) {
                    case "reports" ->
                            reports.take(id, request.first(), ReportReader.reports(elements));
                    case "logs" ->
                            reports.takeLogs(id, request.first(), ReportReader.lines(elements));
                    default ->
                            throw new InvalidRequest(
                                    "unknown_stream",
                                    "stream \"%s\" is not known: it is \"reports\" or \"logs\""
                                            .formatted(request.stream()));
                };
        request.runnerSilent()
                .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)))
                .ifPresent(silent -> services.work().allocations().runnerSilent(id, silent));
        return new ReportsResponse(next);
    }

    private PositionsResponse positions(Asked<AllocationRequest> asked) {
        var positions =
                services.work()
                        .reports()
                        .positions(new AllocationId(asked.message().allocationId()));
        return new PositionsResponse(
                positions.getOrDefault("reports", 0L), positions.getOrDefault("logs", 0L));
    }
}
