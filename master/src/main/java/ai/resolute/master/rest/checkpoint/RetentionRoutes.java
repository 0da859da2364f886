package ai.resolute.master.rest.checkpoint;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;
import static ai.resolute.master.rest.table.Permission.PERSON;
import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.CheckpointMessages.CheckpointRequest;
import ai.resolute.api.CheckpointMessages.DeleteCheckpointsRequest;
import ai.resolute.api.CheckpointMessages.DescribeRequest;
import ai.resolute.api.CheckpointMessages.GetCheckpointResponse;
import ai.resolute.api.CheckpointMessages.Going;
import ai.resolute.api.CheckpointMessages.LeftFiles;
import ai.resolute.api.CheckpointMessages.LeftRequest;
import ai.resolute.api.CheckpointMessages.RemoveFilesRequest;
import ai.resolute.api.CheckpointMessages.RetentionPreview;
import ai.resolute.api.CheckpointMessages.RetentionRequest;
import ai.resolute.api.CheckpointMessages.RetentionResponse;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.config.StorageConfig.Retention;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.Services.Findings;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stays of checkpoints: policies, pins, removal, and what people write about them. */
public final class RetentionRoutes {
    private final Services services;

    public RetentionRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        var one = "/api/v1/checkpoints/{checkpointUuid}";
        return List.of(
                Route.of(
                                "POST",
                                "/api/v1/experiments/{experimentId}/gc-policy",
                                PERSON,
                                "Which checkpoints stay: say what goes, and unless dryRun let it go")
                        .answer(RetentionRequest.class, RetentionResponse.class, this::policy),
                Route.of(
                                "GET",
                                "/experiments/{experimentId}/preview_gc",
                                EXPERIMENT,
                                "What would go by a policy, as the published client asks")
                        .answer(RetentionRequest.class, RetentionPreview.class, this::preview),
                Route.of("DELETE", "/api/v1/checkpoints", PERSON, "Remove checkpoints")
                        .answer(DeleteCheckpointsRequest.class, Nothing.class, this::delete),
                Route.of(
                                "POST",
                                "/api/v1/checkpoints/rm",
                                PERSON,
                                "Remove files of checkpoints by patterns; without any nothing")
                        .answer(RemoveFilesRequest.class, Nothing.class, this::remove),
                Route.of(
                                "PATCH",
                                "/api/v1/checkpoints",
                                SIGNED_IN,
                                "Tell what is left of checkpoints")
                        .answer(LeftRequest.class, Nothing.class, this::left),
                Route.of("POST", one + "/metadata", EXPERIMENT, "Replace its metadata")
                        .answer(DescribeRequest.class, GetCheckpointResponse.class, this::describe),
                Route.of("POST", one + "/pin", PERSON, "Let it stay, whatever the policy")
                        .answer(
                                CheckpointRequest.class,
                                GetCheckpointResponse.class,
                                asked -> pin(asked, true)),
                Route.of("POST", one + "/unpin", PERSON, "Leave it to the policy again")
                        .answer(
                                CheckpointRequest.class,
                                GetCheckpointResponse.class,
                                asked -> pin(asked, false)));
    }

    private RetentionResponse policy(Asked<RetentionRequest> asked) {
        var request = asked.message();
        var id = new ExperimentId(request.experimentId());
        var collector = services.work().files().collector();
        var going = collector.preview(id, retention(request));
        if (!request.dryRun()) {
            collector.keep(id, now -> retention(request, now));
        }
        var view = new CheckpointView(services);
        return new RetentionResponse(
                going.stream().map(view::message).toList(),
                going.stream().mapToLong(Checkpoint::size).sum(),
                !request.dryRun());
    }

    private Retention retention(RetentionRequest request) {
        var experiment =
                services.work().experiments().get(new ExperimentId(request.experimentId()));
        return retention(request, experiment.origin().config().trial().storage().retention());
    }

    /** What it leaves out stays as it is. */
    private static Retention retention(RetentionRequest request, Retention now) {
        return new Retention(
                count("save_experiment_best", request.saveExperimentBest(), now.experimentBest()),
                count("save_trial_best", request.saveTrialBest(), now.trialBest()),
                count("save_trial_latest", request.saveTrialLatest(), now.trialLatest()));
    }

    private static int count(String name, Optional<Integer> wanted, int now) {
        if (wanted.filter(count -> count < 0).isPresent()) {
            throw new InvalidRequest(
                    "bad_policy",
                    "%s is %d. Give a whole number of at least 0."
                            .formatted(name, wanted.orElseThrow()));
        }
        return wanted.orElse(now);
    }

    private RetentionPreview preview(Asked<RetentionRequest> asked) {
        var id = new ExperimentId(asked.message().experimentId());
        var going = services.work().files().collector().preview(id, retention(asked.message()));
        var metric = services.work().experiments().get(id).origin().config().searcher().metric();
        return new RetentionPreview(going.stream().map(this::going).toList(), metric);
    }

    private Going going(Checkpoint one) {
        var message = new CheckpointView(services).message(one);
        var metrics = message.training().validationMetrics();
        return new Going(
                one.origin().trial().value(),
                (int) one.stepsCompleted(),
                one.state().name(),
                one.id().toString(),
                one.resources(),
                metrics == null ? Map.of() : Map.of("avg_metrics", metrics.avgMetrics()),
                one.time());
    }

    private Nothing delete(Asked<DeleteCheckpointsRequest> asked) {
        return remove(asked.message().checkpointUuids(), List.of());
    }

    private Nothing remove(Asked<RemoveFilesRequest> asked) {
        var request = asked.message();
        return request.checkpointGlobs().isEmpty()
                ? new Nothing()
                : remove(request.checkpointUuids(), request.checkpointGlobs());
    }

    private Nothing remove(List<String> uuids, List<String> globs) {
        services.work()
                .files()
                .collector()
                .remove(uuids.stream().map(Findings::checkpointId).toList(), globs);
        return new Nothing();
    }

    private Nothing left(Asked<LeftRequest> asked) {
        for (var told : asked.message().checkpoints()) {
            var id = Findings.checkpointId(told.uuid());
            requireOwn(asked.caller(), services.findings().checkpoints().get(id));
            var files = Optional.ofNullable(told.resources()).map(LeftFiles::resources);
            services.work().files().collector().tell(id, files.orElse(Map.of()));
        }
        return new Nothing();
    }

    private static void requireOwn(Caller caller, Checkpoint checkpoint) {
        if (caller instanceof Caller.Worker worker
                && !worker.experiment().equals(checkpoint.origin().experiment())) {
            throw NotAllowed.forbidden(
                    "forbidden", "a worker may only use what belongs to its own experiment");
        }
    }

    private GetCheckpointResponse describe(Asked<DescribeRequest> asked) {
        var told = asked.message().checkpoint();
        if (told == null) {
            throw new InvalidRequest(
                    "no_metadata", "the request has no checkpoint with metadata to replace by");
        }
        return answer(
                services.findings().checkpoints().describe(id(asked.message()), told.metadata()));
    }

    private static CheckpointId id(DescribeRequest request) {
        return Findings.checkpointId(request.checkpointUuid());
    }

    private GetCheckpointResponse pin(Asked<CheckpointRequest> asked, boolean pinned) {
        var id = Findings.checkpointId(asked.message().checkpointUuid());
        return answer(services.findings().checkpoints().pin(id, pinned));
    }

    private GetCheckpointResponse answer(Checkpoint checkpoint) {
        return new GetCheckpointResponse(new CheckpointView(services).message(checkpoint));
    }
}
