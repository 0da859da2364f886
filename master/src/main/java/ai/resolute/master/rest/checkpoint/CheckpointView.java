package ai.resolute.master.rest.checkpoint;

import ai.resolute.api.CheckpointMessages.FilesLeft;
import ai.resolute.api.CheckpointMessages.Training;
import ai.resolute.api.TrialMessages.Metrics;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.file.Backlog;
import ai.resolute.master.checkpoint.file.Backlog.Trouble;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.metrics.MetricRow;
import ai.resolute.master.metrics.MetricsReport;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.trial.TrialView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Maps checkpoints to messages, with the training that they come from. */
public final class CheckpointView {
    private final Services services;
    private final Map<ExperimentId, Backlog> backlogs = new HashMap<>();

    public CheckpointView(Services services) {
        this.services = services;
    }

    public ai.resolute.api.CheckpointMessages.Checkpoint message(Checkpoint one) {
        return new ai.resolute.api.CheckpointMessages.Checkpoint(
                Optional.of(one.origin().allocation().task().value()),
                Optional.of(one.origin().allocation().value()),
                one.id().toString(),
                one.time(),
                one.resources(),
                one.metadata(),
                TrialView.state(one.state()),
                training(one),
                one.pinned(),
                filesLeft(one),
                Optional.empty());
    }

    private Optional<FilesLeft> filesLeft(Checkpoint one) {
        if (one.state() == Checkpoint.State.COMPLETED) {
            return Optional.empty();
        }
        var backlog =
                backlogs.computeIfAbsent(
                        one.origin().experiment(), services.work().files().removals()::backlog);
        return backlog.checkpoints().contains(one.id())
                ? Optional.of(
                        new FilesLeft(
                                backlog.trouble().map(Trouble::why),
                                backlog.trouble().map(Trouble::since),
                                backlog.trouble().map(Trouble::next)))
                : Optional.empty();
    }

    private Training training(Checkpoint one) {
        var origin = one.origin();
        var experiment = services.work().experiments().get(origin.experiment());
        var trial = services.work().trials().get(origin.trial());
        var config = experiment.origin().config();
        var validation = row(one, MetricsReport.VALIDATION);
        return new Training(
                origin.trial().value(),
                origin.experiment().value(),
                config.tree().root(),
                trial.origin().hyperparameters(),
                row(one, MetricsReport.TRAINING).map(CheckpointView::metrics).orElse(null),
                validation.map(CheckpointView::metrics).orElse(null),
                validation.flatMap(row -> number(row, config.searcher().metric())).orElse(null));
    }

    private Optional<MetricRow> row(Checkpoint one, String group) {
        return services.findings()
                .metrics()
                .find(one.origin().trial(), group, one.stepsCompleted());
    }

    private static Metrics metrics(MetricRow row) {
        return TrialView.workload(row).metrics();
    }

    private static Optional<Double> number(MetricRow row, String metric) {
        return row.report().values().get(metric) instanceof Number number
                ? Optional.of(number.doubleValue())
                : Optional.empty();
    }
}
