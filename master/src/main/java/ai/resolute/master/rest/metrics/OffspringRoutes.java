package ai.resolute.master.rest.metrics;

import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.CheckpointMessages.CheckpointMetricsRequest;
import ai.resolute.api.CheckpointMessages.TrialSourceInfoType;
import ai.resolute.api.ModelMessages.VersionMetricsRequest;
import ai.resolute.api.TrialMessages.MetricsResponse;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.Services.Findings;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.trial.note.Use;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Metrics of the trials that began with the weights of a checkpoint. */
public final class OffspringRoutes {
    private final Services services;
    private final MetricRoutes metrics;

    public OffspringRoutes(Services services, MetricRoutes metrics) {
        this.services = services;
        this.metrics = metrics;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of(
                                "GET",
                                "/api/v1/checkpoints/{checkpointUuid}/metrics",
                                SIGNED_IN,
                                "Metrics of the trials that began with its weights")
                        .answer(
                                CheckpointMetricsRequest.class,
                                MetricsResponse.class,
                                this::ofCheckpoint),
                Route.of(
                                "GET",
                                "/api/v1/models/{modelName}/versions/{modelVersionNum}/metrics",
                                SIGNED_IN,
                                "Metrics of the trials that began with its weights")
                        .answer(
                                VersionMetricsRequest.class,
                                MetricsResponse.class,
                                this::ofVersion));
    }

    private MetricsResponse ofCheckpoint(Asked<CheckpointMetricsRequest> asked) {
        var request = asked.message();
        var id = Findings.checkpointId(request.checkpointUuid());
        services.findings().checkpoints().get(id);
        return answer(id, request.metricGroup(), request.trialSourceInfoType());
    }

    private MetricsResponse ofVersion(Asked<VersionMetricsRequest> asked) {
        var request = asked.message();
        var version =
                services.findings()
                        .models()
                        .version(request.modelName(), request.modelVersionNum());
        return answer(version.checkpoint(), request.metricGroup(), request.trialSourceInfoType());
    }

    private MetricsResponse answer(CheckpointId id, String group, TrialSourceInfoType type) {
        var wanted = group.isEmpty() ? Optional.<String>empty() : Optional.of(group);
        return new MetricsResponse(
                trials(id, type)
                        .flatMap(trial -> metrics.stretches(trial, wanted))
                        .flatMap(stretch -> stretch.metrics().stream())
                        .toList());
    }

    /** Those that began with its weights are trained further without saying so. */
    private Stream<TrialId> trials(CheckpointId id, TrialSourceInfoType type) {
        var trials = services.work().trials();
        var infer = trials.notes().using(id, Use.INFERENCE).stream();
        var tune =
                Stream.concat(
                        trials.begunFrom(id).stream(),
                        trials.notes().using(id, Use.FINE_TUNING).stream());
        return switch (type) {
            case TRIAL_SOURCE_INFO_TYPE_INFERENCE -> infer;
            case TRIAL_SOURCE_INFO_TYPE_FINE_TUNING -> tune.distinct();
            case TRIAL_SOURCE_INFO_TYPE_UNSPECIFIED -> Stream.concat(tune, infer).distinct();
        };
    }
}
