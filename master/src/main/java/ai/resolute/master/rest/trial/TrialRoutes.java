package ai.resolute.master.rest.trial;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;

import ai.resolute.api.PageMessages.Nothing;
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
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.trial.report.EarlyExit;
import ai.resolute.master.trial.report.Report;
import java.util.List;
import java.util.Optional;

/** Trials: what they are, and what their scripts say. */
public final class TrialRoutes {
    private static final String ONE = "/api/v1/trials/{trialId}";

    private final Services services;

    public TrialRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
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
        return new TrialList(services, experiment.id(), request).answer(view);
    }

    private GetTrialResponse get(Asked<TrialRequest> asked) {
        var trial = services.work().trials().get(new TrialId(asked.message().trialId()));
        return new GetTrialResponse(TrialView.of(services, trial).message(trial));
    }

    /** One that is over may be asked to end again, which changes nothing. */
    private Nothing kill(Asked<TrialRequest> asked) {
        var trial = services.work().trials().get(new TrialId(asked.message().trialId()));
        services.work().trials().kill(trial.id());
        if (services.work().trials().get(trial.id()).state().equals(trial.state())) {
            return new Nothing();
        }
        var by = services.accounts().users().get(asked.user()).username();
        services.findings().why().wishes().note(trial.id(), "kill", by);
        return new Nothing();
    }

    private Nothing progress(Asked<ProgressRequest> asked) {
        accept(
                new TrialId(asked.message().trialId()),
                new Report.Progress(
                        asked.message().progress(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
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
}
