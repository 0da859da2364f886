package ai.resolute.master.rest.trial;

import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.CheckpointMessages.TrialSourceInfoType;
import ai.resolute.api.worker.NoteMessages.RunMetadata;
import ai.resolute.api.worker.NoteMessages.RunMetadataRequest;
import ai.resolute.api.worker.NoteMessages.RunRequest;
import ai.resolute.api.worker.NoteMessages.SourceRequest;
import ai.resolute.api.worker.NoteMessages.SourceResponse;
import ai.resolute.api.worker.NoteMessages.StartRunRequest;
import ai.resolute.api.worker.NoteMessages.StartRunResponse;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.rest.route.Places;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.Services.Findings;
import ai.resolute.master.rest.route.Trees;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.note.Notes;
import ai.resolute.master.trial.note.Use;
import java.util.List;

/** What scripts say about their trials beside reports. A run, in these paths, is a trial. */
public final class NoteRoutes {
    private static final String METADATA = "/api/v1/runs/{runId}/metadata";

    private final Services services;

    public NoteRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("POST", "/api/v1/runs/start", SIGNED_IN, "Say that a script begins")
                        .answer(StartRunRequest.class, StartRunResponse.class, this::start),
                Route.of("GET", METADATA, SIGNED_IN, "What a script keeps with its trial")
                        .answer(RunRequest.class, RunMetadata.class, this::metadata),
                Route.of("POST", METADATA, SIGNED_IN, "Keep values with a trial")
                        .answer(RunMetadataRequest.class, RunMetadata.class, this::keep),
                Route.of(
                                "POST",
                                "/api/v1/trial-source-info",
                                SIGNED_IN,
                                "Say that a trial uses a checkpoint")
                        .answer(SourceRequest.class, SourceResponse.class, this::use));
    }

    /** Storage follows from the experiment, so that there is nothing to keep. */
    private StartRunResponse start(Asked<StartRunRequest> asked) {
        own(asked, asked.message().runId());
        return new StartRunResponse(Places.ONLY);
    }

    private RunMetadata metadata(Asked<RunRequest> asked) {
        var trial = own(asked, asked.message().runId());
        return new RunMetadata(Trees.named(notes().metadata(trial.id())));
    }

    private RunMetadata keep(Asked<RunMetadataRequest> asked) {
        var trial = own(asked, asked.message().runId());
        notes().keep(trial.id(), Trees.present(asked.message().metadata()));
        return new RunMetadata(Trees.named(notes().metadata(trial.id())));
    }

    private SourceResponse use(Asked<SourceRequest> asked) {
        var source = asked.message().trialSourceInfo();
        if (source == null) {
            throw new InvalidRequest("no_source", "trialSourceInfo: missing");
        }
        var trial = own(asked, source.trialId());
        var checkpoint = Findings.checkpointId(source.checkpointUuid());
        services.findings().checkpoints().get(checkpoint);
        notes().uses(trial.id(), checkpoint, use(source.trialSourceInfoType()));
        return new SourceResponse(trial.id().value(), checkpoint.toString());
    }

    private static Use use(TrialSourceInfoType type) {
        return switch (type) {
            case TRIAL_SOURCE_INFO_TYPE_INFERENCE -> Use.INFERENCE;
            case TRIAL_SOURCE_INFO_TYPE_FINE_TUNING -> Use.FINE_TUNING;
            case TRIAL_SOURCE_INFO_TYPE_UNSPECIFIED ->
                    throw new InvalidRequest(
                            "no_source_type",
                            "trialSourceInfoType: say what the trial does with it");
        };
    }

    /** A worker speaks for the trials of its experiment only. */
    private Trial own(Asked<?> asked, int number) {
        var trial = services.work().trials().get(new TrialId(number));
        if (asked.caller() instanceof Caller.Worker worker
                && !worker.experiment().equals(trial.origin().experiment())) {
            throw NotAllowed.forbidden(
                    "forbidden", "a worker may only use what belongs to its own experiment");
        }
        return trial;
    }

    private Notes notes() {
        return services.work().trials().notes();
    }
}
