package ai.resolute.master.rest.trial;

import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.worker.NoteMessages.Alert;
import ai.resolute.api.worker.NoteMessages.AlertRequest;
import ai.resolute.api.worker.NoteMessages.IdleRequest;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.log.LogLevel;
import ai.resolute.master.rest.log.Levels;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What scripts want people to know at once, and notebooks their owners. */
public final class AlertRoutes {
    private final Services services;

    public AlertRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("POST", "/api/v1/webhooks/custom", SIGNED_IN, "Alert people about a trial")
                        .answer(AlertRequest.class, Nothing.class, this::alert),
                Route.of(
                                "PUT",
                                "/api/v1/notebooks/{notebookId}/report_idle",
                                SIGNED_IN,
                                "Say whether a notebook is used")
                        .answer(IdleRequest.class, Nothing.class, this::idle));
    }

    /** There are no webhooks: the alert is a line of the trial's log, where people look. */
    private Nothing alert(Asked<AlertRequest> asked) {
        var request = asked.message();
        var data = request.data();
        if (data == null || words(data).isEmpty()) {
            throw new InvalidRequest("no_alert", "data: missing; give a title or a description");
        }
        var experiment =
                services.work().experiments().get(new ExperimentId(request.experimentId()));
        requireOwn(asked.caller(), experiment.id());
        var id =
                request.trialId()
                        .map(TrialId::new)
                        .orElseThrow(() ->
                                new NotFound(
                                        "webhook_not_found",
                                        "experiment '%s' has no webhook that an alert could go to. Name a trial (trialId): then it is a line of that trial's log."
                                                .formatted(experiment.id())));
        var trial = services.work().trials().get(id);
        if (!trial.origin().experiment().equals(experiment.id())) {
            throw new NotFound(
                    "trial_not_found",
                    "experiment '%s' has no trial '%s'".formatted(experiment.id(), id));
        }
        services.findings()
                .logs()
                .append(
                        trial.origin().task(),
                        Levels.of(data.level().name()).orElse(LogLevel.INFO),
                        "alert of its script: " + words(data));
        return new Nothing();
    }

    private static String words(Alert alert) {
        return Stream.of(alert.title(), alert.description())
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining(": "));
    }

    private static void requireOwn(Caller caller, ExperimentId experiment) {
        if (caller instanceof Caller.Worker worker && !worker.experiment().equals(experiment)) {
            throw NotAllowed.forbidden(
                    "forbidden", "a worker may only use what belongs to its own experiment");
        }
    }

    /** The cluster runs no notebooks. */
    private Nothing idle(Asked<IdleRequest> asked) {
        throw new NotFound(
                "notebook_not_found",
                "notebook '%s' not found: this cluster runs no notebooks of its own"
                        .formatted(asked.message().notebookId()));
    }
}
