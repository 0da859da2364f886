package ai.resolute.master.rest.route;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.TrialMessages.EarlyExitRequest;
import ai.resolute.api.TrialMessages.ExitedReason;
import ai.resolute.api.TrialMessages.GetTrialResponse;
import ai.resolute.api.TrialMessages.ProgressRequest;
import ai.resolute.api.TrialMessages.RunnerMetadataRequest;
import ai.resolute.api.TrialMessages.TrialRequest;
import ai.resolute.api.TrialMessages.TrialsRequest;
import ai.resolute.api.TrialMessages.TrialsResponse;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.trial.EarlyExit;
import ai.resolute.master.trial.Report;
import ai.resolute.master.trial.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Trials: what they are, and what their scripts say. */
final class TrialRoutes {
    private static final String ONE = "/api/v1/trials/{trialId}";

    private final Services services;

    TrialRoutes(Services services) {
        this.services = services;
    }

    List<Route<?, ?>> table() {
        return List.of(
                Route.of(
                                "GET",
                                "/api/v1/experiments/{experimentId}/trials",
                                EXPERIMENT,
                                "Trials of an experiment")
                        .answer(TrialsRequest.class, TrialsResponse.class, this::list),
                Route.of("GET", ONE, EXPERIMENT, "One trial")
                        .answer(TrialRequest.class, GetTrialResponse.class, this::get),
                Route.of("POST", ONE + "/kill", EXPERIMENT, "End it at once")
                        .answer(TrialRequest.class, Nothing.class, this::kill),
                Route.of("POST", ONE + "/progress", EXPERIMENT, "Say how far it is")
                        .answer(ProgressRequest.class, Nothing.class, this::progress),
                Route.of("POST", ONE + "/runner/metadata", EXPERIMENT, "Say what its runner does")
                        .answer(RunnerMetadataRequest.class, Nothing.class, this::runner),
                Route.of("POST", ONE + "/early_exit", EXPERIMENT, "End it, as its script asks")
                        .answer(EarlyExitRequest.class, Nothing.class, this::earlyExit));
    }

    private TrialsResponse list(Asked<TrialsRequest> asked) {
        var request = asked.message();
        var experiment =
                services.work().experiments().get(new ExperimentId(request.experimentId()));
        var view = new TrialView(services, experiment.origin().config().searcher());
        var live = LiveView.of(services);
        var found =
                services.work().trials().list(experiment.id()).stream()
                        .filter(trial ->
                                request.states().isEmpty()
                                        || request.states()
                                                .contains(
                                                        States.of(
                                                                trial,
                                                                live.of(trial.origin().task()))))
                        .toList();
        var order = new TrialOrder(services, experiment.origin().config().searcher(), live);
        var sorted = found.stream().sorted(order.by(request.sortBy(), request.orderBy())).toList();
        var page = Paging.of(sorted, request.offset(), request.limit());
        return new TrialsResponse(
                page.part().stream().map(view::message).toList(), page.pagination());
    }

    private GetTrialResponse get(Asked<TrialRequest> asked) {
        var trial = services.work().trials().get(new TrialId(asked.message().trialId()));
        return new GetTrialResponse(view(services, trial).message(trial));
    }

    static TrialView view(Services services, Trial trial) {
        var experiment = services.work().experiments().get(trial.origin().experiment());
        return new TrialView(services, experiment.origin().config().searcher());
    }

    private Nothing kill(Asked<TrialRequest> asked) {
        var trial = services.work().trials().get(new TrialId(asked.message().trialId()));
        services.work().trials().kill(trial.id());
        return new Nothing();
    }

    private Nothing progress(Asked<ProgressRequest> asked) {
        var request = asked.message();
        var trial = new TrialId(request.trialId());
        var steps = services.work().trials().progress(trial).stepsCompleted();
        accept(
                trial,
                new Report.Progress(request.progress(), steps, Optional.empty(), Optional.empty()));
        return new Nothing();
    }

    private Nothing runner(Asked<RunnerMetadataRequest> asked) {
        accept(new TrialId(asked.message().trialId()), new Report.State(asked.message().state()));
        return new Nothing();
    }

    /** What a script says without a run number counts for the current run. */
    private void accept(TrialId id, Report report) {
        var run = services.work().trials().get(id).attempts().run();
        services.work().reports().accept(id, run, report);
    }

    private Nothing earlyExit(Asked<EarlyExitRequest> asked) {
        var reason =
                asked.message().reason() == ExitedReason.EXITED_REASON_USER_REQUESTED_STOP
                        ? EarlyExit.USER_REQUESTED_STOP
                        : EarlyExit.INVALID_HYPERPARAMETERS;
        services.work().trials().earlyExit(new TrialId(asked.message().trialId()), reason);
        return new Nothing();
    }

    /** For lists that only know ascending and descending. */
    static <T> Comparator<T> turned(Comparator<T> order, OrderBy direction) {
        return direction == OrderBy.ORDER_BY_DESC ? order.reversed() : order;
    }
}
