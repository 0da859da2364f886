package ai.resolute.master.rest.checkpoint;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;
import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.CheckpointMessages.CheckpointRequest;
import ai.resolute.api.CheckpointMessages.CheckpointsRequest;
import ai.resolute.api.CheckpointMessages.CheckpointsResponse;
import ai.resolute.api.CheckpointMessages.GetCheckpointResponse;
import ai.resolute.api.CheckpointMessages.ReportRequest;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.Services.Findings;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.rest.trial.TrialView;
import ai.resolute.master.trial.report.Report;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checkpoints. */
public final class CheckpointRoutes {
    private final Services services;

    public CheckpointRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of(
                                "GET",
                                "/api/v1/experiments/{experimentId}/checkpoints",
                                EXPERIMENT,
                                "Checkpoints of an experiment")
                        .answer(
                                CheckpointsRequest.class,
                                CheckpointsResponse.class,
                                this::ofExperiment),
                Route.of(
                                "GET",
                                "/api/v1/trials/{trialId}/checkpoints",
                                EXPERIMENT,
                                "Checkpoints of a trial")
                        .answer(CheckpointsRequest.class, CheckpointsResponse.class, this::ofTrial),
                Route.of("POST", "/api/v1/checkpoints", SIGNED_IN, "Report a checkpoint")
                        .answer(ReportRequest.class, Nothing.class, this::report),
                Route.of(
                                "GET",
                                "/api/v1/checkpoints/{checkpointUuid}",
                                EXPERIMENT,
                                "One checkpoint")
                        .answer(CheckpointRequest.class, GetCheckpointResponse.class, this::get),
                Route.of(
                                "GET",
                                "/checkpoints/{checkpointUuid}",
                                EXPERIMENT,
                                "The files of a checkpoint, as tar.gz, tar or zip by Accept")
                        .raw(
                                CheckpointRequest.class,
                                Download.MEDIA,
                                (asked, request, response) ->
                                        new Download(checkpoint(asked), services)
                                                .send(request, response)));
    }

    private Checkpoint checkpoint(Asked<CheckpointRequest> asked) {
        var id = Findings.checkpointId(asked.message().checkpointUuid());
        return services.findings().checkpoints().get(id);
    }

    private GetCheckpointResponse get(Asked<CheckpointRequest> asked) {
        return new GetCheckpointResponse(new CheckpointView(services).message(checkpoint(asked)));
    }

    private Nothing report(Asked<ReportRequest> asked) {
        var request = asked.message();
        var allocation = allocation(request);
        var trial = services.work().trialOf(allocation.task());
        requireOwn(asked.caller(), allocation);
        services.work()
                .reports()
                .accept(
                        trial.id(),
                        allocation.run(),
                        new Report.Checkpoint(
                                Findings.checkpointId(request.uuid()),
                                steps(request),
                                request.reportTime().orElseGet(Instant::now),
                                request.resources(),
                                request.metadata()));
        return new Nothing();
    }

    /** The process of an unmanaged trial has none, and names its task at most. */
    private AllocationId allocation(ReportRequest request) {
        if (!request.allocationId().isEmpty() && !request.allocationId().equals(request.taskId())) {
            return services.work().allocations().get(new AllocationId(request.allocationId())).id();
        }
        var trial = services.work().trialOf(new TaskId(request.taskId()));
        if (!trial.unmanaged()) {
            throw new InvalidRequest(
                    "no_allocation",
                    "allocationId: missing; the worker of trial %s names its own"
                            .formatted(trial.id()));
        }
        return trial.allocation();
    }

    private static void requireOwn(Caller caller, AllocationId allocation) {
        if (caller instanceof Caller.Worker worker && !worker.allocation().equals(allocation)) {
            throw NotAllowed.forbidden(
                    "forbidden", "only the worker of this allocation may do this");
        }
    }

    private static long steps(ReportRequest request) {
        return request.metadata().get("steps_completed") instanceof Number steps
                ? steps.longValue()
                : 0;
    }

    private CheckpointsResponse ofExperiment(Asked<CheckpointsRequest> asked) {
        var experiment =
                services.work().experiments().get(new ExperimentId(asked.message().experimentId()));
        return answer(
                services.findings().checkpoints().listByExperiment(experiment.id()),
                asked.message());
    }

    private CheckpointsResponse ofTrial(Asked<CheckpointsRequest> asked) {
        var trial = services.work().trials().get(new TrialId(asked.message().trialId()));
        return answer(services.findings().checkpoints().listByTrial(trial.id()), asked.message());
    }

    private CheckpointsResponse answer(List<Checkpoint> newestFirst, CheckpointsRequest request) {
        var view = new CheckpointView(services);
        var fitting =
                newestFirst.stream()
                        .filter(one ->
                                request.states().isEmpty()
                                        || request.states().contains(TrialView.state(one.state())))
                        .map(view::message)
                        .sorted(order(request))
                        .toList();
        var page = Paging.of(fitting, request.offset(), request.limit());
        return new CheckpointsResponse(page.part(), page.pagination());
    }

    /** Without a wish: the newest first. By metric: the best first, whichever end that is. */
    private Comparator<ai.resolute.api.CheckpointMessages.Checkpoint> order(
            CheckpointsRequest request) {
        Comparator<ai.resolute.api.CheckpointMessages.Checkpoint> order =
                switch (request.sortByAttr()) {
                    case SORT_BY_UNSPECIFIED -> (_, _) -> 0;
                    case SORT_BY_UUID -> Comparator.comparing(one -> one.uuid());
                    case SORT_BY_TRIAL_ID ->
                            Comparator.comparingInt(one -> orZero(one.training().trialId()));
                    case SORT_BY_BATCH_NUMBER ->
                            Comparator.comparingDouble(one ->
                                    one.metadata().get("steps_completed") instanceof Number steps
                                            ? steps.doubleValue()
                                            : 0);
                    case SORT_BY_END_TIME -> Comparator.comparing(CheckpointRoutes::time);
                    case SORT_BY_STATE -> Comparator.comparing(one -> one.state());
                    case SORT_BY_SEARCHER_METRIC ->
                            Comparator.comparingDouble(one ->
                                    one.training().searcherMetric() == null
                                            ? Double.NaN
                                            : one.training().searcherMetric());
                };
        return request.orderBy() == OrderBy.ORDER_BY_DESC ? order.reversed() : order;
    }

    private static Instant time(ai.resolute.api.CheckpointMessages.Checkpoint one) {
        return one.reportTime() == null ? Instant.EPOCH : one.reportTime();
    }

    private static int orZero(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
