package ai.resolute.master.rest.trial;

import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.ExperimentMessages.State;
import ai.resolute.api.TrialMessages.CreateTrialRequest;
import ai.resolute.api.TrialMessages.ExternalTrialRequest;
import ai.resolute.api.TrialMessages.GetTrialResponse;
import ai.resolute.api.TrialMessages.PatchTrialRequest;
import ai.resolute.api.TrialMessages.PutTrialRequest;
import ai.resolute.api.TrialMessages.StartTrialRequest;
import ai.resolute.api.TrialMessages.StartTrialResponse;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.experiment.UnmanagedTrials;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Trial;
import java.util.List;
import java.util.Optional;

/** Trials that the cluster does not run: their own processes make, begin and end them. */
public final class UnmanagedRoutes {
    private static final String ALL = "/api/v1/trials";
    private static final String ONE = ALL + "/{trialId}";

    private final Services services;

    public UnmanagedRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("POST", ALL, PERSON, "Make an unmanaged trial")
                        .answer(CreateTrialRequest.class, GetTrialResponse.class, this::create),
                Route.of("PUT", ALL, PERSON, "Make an unmanaged trial, once for an external id")
                        .answer(PutTrialRequest.class, GetTrialResponse.class, this::put),
                Route.of(
                                "GET",
                                ALL + "/by-external-id/{externalExperimentId}/{externalTrialId}",
                                PERSON,
                                "One unmanaged trial, by its external ids")
                        .answer(ExternalTrialRequest.class, GetTrialResponse.class, this::get),
                Route.of("POST", ONE + "/start", PERSON, "Begin to run an unmanaged trial")
                        .answer(StartTrialRequest.class, StartTrialResponse.class, this::start),
                Route.of("PATCH", ONE, PERSON, "Say that its process lives, or how it ended")
                        .answer(PatchTrialRequest.class, GetTrialResponse.class, this::patch));
    }

    private GetTrialResponse create(Asked<CreateTrialRequest> asked) {
        return create(asked.message(), Optional.empty());
    }

    private GetTrialResponse put(Asked<PutTrialRequest> asked) {
        var request = asked.message().createTrialRequest();
        if (request == null) {
            throw new InvalidRequest("no_trial", "createTrialRequest: missing");
        }
        if (asked.message().externalTrialId().isEmpty()) {
            throw new InvalidRequest("no_external_id", "externalTrialId: missing");
        }
        return create(request, Optional.of(asked.message().externalTrialId()));
    }

    private GetTrialResponse create(CreateTrialRequest request, Optional<String> externalId) {
        if (!request.unmanaged()) {
            throw new InvalidRequest(
                    "not_unmanaged",
                    "only unmanaged trials are made so: searches make the others. Say `unmanaged: true`.");
        }
        return answer(
                unmanaged()
                        .create(
                                new ExperimentId(request.experimentId()),
                                request.hparams(),
                                externalId));
    }

    private GetTrialResponse get(Asked<ExternalTrialRequest> asked) {
        var experiment =
                services.work().experiments().getExternal(asked.message().externalExperimentId());
        return answer(unmanaged().get(experiment.id(), asked.message().externalTrialId()));
    }

    private StartTrialResponse start(Asked<StartTrialRequest> asked) {
        var id = new TrialId(asked.message().trialId());
        var begin = asked.message().resume() ? unmanaged().resume(id) : unmanaged().restart(id);
        return new StartTrialResponse(
                begin.run(),
                begin.from().map(found -> found.id().toString()),
                begin.from().map(Checkpoint::stepsCompleted).map(Long::intValue).orElse(0));
    }

    private GetTrialResponse patch(Asked<PatchTrialRequest> asked) {
        var id = new TrialId(asked.message().trialId());
        var processes = services.work().trials().processes();
        ending(asked.message().state())
                .ifPresentOrElse(ending -> processes.told(id, ending), () -> processes.heard(id));
        return answer(services.work().trials().get(id));
    }

    /** What its process tells; nothing where that lives. */
    private static Optional<Ending> ending(Optional<State> told) {
        return switch (told.orElse(State.STATE_RUNNING)) {
            case STATE_UNSPECIFIED, STATE_ACTIVE, STATE_STARTING, STATE_RUNNING -> Optional.empty();
            case STATE_COMPLETED -> Optional.of(Ending.TOLD_COMPLETED);
            case STATE_CANCELED -> Optional.of(Ending.TOLD_CANCELED);
            case STATE_ERROR -> Optional.of(Ending.TOLD_FAILED);
            default ->
                    throw new InvalidRequest(
                            "bad_state",
                            "state: a process says STATE_RUNNING, STATE_COMPLETED, STATE_CANCELED or STATE_ERROR, not %s"
                                    .formatted(told.orElseThrow()));
        };
    }

    private GetTrialResponse answer(Trial trial) {
        return new GetTrialResponse(TrialView.of(services, trial).message(trial));
    }

    private UnmanagedTrials unmanaged() {
        return services.work().experiments().unmanaged();
    }
}
