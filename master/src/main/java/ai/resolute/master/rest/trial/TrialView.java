package ai.resolute.master.rest.trial;

import ai.resolute.api.CheckpointMessages.CheckpointState;
import ai.resolute.api.TrialMessages.CheckpointWorkload;
import ai.resolute.api.TrialMessages.Failure;
import ai.resolute.api.TrialMessages.MetricSummary;
import ai.resolute.api.TrialMessages.Metrics;
import ai.resolute.api.TrialMessages.MetricsWorkload;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.id.Unmanaged;
import ai.resolute.master.metrics.MetricRow;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.States;
import ai.resolute.master.rest.route.Trees;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Outlook;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialState;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.failure.Failure.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps trials of one experiment to messages. */
public final class TrialView {
    private final Services services;
    private final SearcherConfig searcher;
    private final LiveView live;

    public TrialView(Services services, SearcherConfig searcher) {
        this.services = services;
        this.searcher = searcher;
        this.live = LiveView.of(services);
    }

    /** For this one trial. */
    public static TrialView of(Services services, Trial trial) {
        var experiment = services.work().experiments().get(trial.origin().experiment());
        return new TrialView(services, experiment.origin().config().searcher());
    }

    public ai.resolute.api.TrialMessages.Trial message(Trial trial) {
        var findings = services.findings();
        var progress = services.work().trials().progress(trial.id());
        var checkpoints = findings.checkpoints().listByTrial(trial.id());
        var allocation = live.of(trial.origin().task());
        var best = findings.leaders().bestValidation(trial.id());
        var ended = ended(trial);
        var waits = waits(trial);
        var signs = services.work().allocations().signs(trial.allocation());
        var failure = failure(trial);
        return new ai.resolute.api.TrialMessages.Trial(
                trial.id().value(),
                trial.origin().experiment().value(),
                trial.createdAt(),
                ended.map(Ended::at).orElse(null),
                States.of(trial, allocation),
                trial.attempts().restarts(),
                trial.origin().hyperparameters(),
                (int) progress.stepsCompleted(),
                best.map(TrialView::workload).orElse(null),
                findings.metrics()
                        .latestValidation(trial.id())
                        .map(TrialView::workload)
                        .orElse(null),
                bestCheckpoint(checkpoints, best).map(TrialView::workload).orElse(null),
                progress.activity().orElse(""),
                seconds(trial, ended),
                "",
                trial.origin().task().value(),
                List.of(trial.origin().task().value()),
                checkpoints.stream().mapToLong(Checkpoint::size).sum(),
                checkpoints.size(),
                summary(findings.metrics().summary(trial.id())),
                best.flatMap(row -> number(row.report().values().get(searcher.metric()))),
                metadata(trial),
                waits,
                failure,
                failure.map(Failure::message)
                        .or(() -> ended.map(end -> end.ending().reason()))
                        .or(() -> waits),
                Optional.of(progress.fraction()),
                progress.length().map(Long::intValue),
                progress.batchesPerSecond(),
                heard(trial),
                signs.runner(),
                signs.report(),
                ended.map(end -> end.ending().outcome() == Ending.Outcome.STOPPED_EARLY)
                        .orElse(false),
                progress.environment(),
                differences(progress.environment()),
                services.work().trials().policies().matched(trial.id()),
                trial.unmanaged(),
                trial.origin().unmanaged().flatMap(Unmanaged::externalId));
    }

    private Optional<Instant> heard(Trial trial) {
        return trial.state() instanceof TrialState.Remote(var heard)
                ? Optional.of(heard)
                : services.work().allocations().lastHeard(trial.allocation());
    }

    private Optional<Map<String, Object>> metadata(Trial trial) {
        return Optional.of(services.work().trials().notes().metadata(trial.id()))
                .filter(kept -> !kept.isEmpty());
    }

    private static Optional<Double> number(@Nullable Object value) {
        return value instanceof Number number
                ? Optional.of(number.doubleValue())
                : Optional.empty();
    }

    private static List<String> differences(Map<String, @Nullable Object> environment) {
        return environment.get("differences") instanceof List<?> texts
                ? texts.stream().map(String::valueOf).toList()
                : List.of();
    }

    private Optional<String> waits(Trial trial) {
        if (trial.state() instanceof TrialState.BackingOff) {
            return Outlook.of(trial, Instant.now());
        }
        return services.work().allocations().reason(trial.allocation()).map(why -> why.text());
    }

    /** Why it failed; while it goes on, why its last run failed. */
    private static Optional<Failure> failure(Trial trial) {
        var next = Outlook.of(trial, Instant.now());
        return trial.attempts()
                .lastFailure()
                .filter(_ -> next.isPresent())
                .map(last ->
                        new Failure(
                                last.kind(),
                                last.message(),
                                last.type().word(),
                                last.place().map(Place::file),
                                last.place().map(Place::line),
                                next));
    }

    private static Optional<Ended> ended(Trial trial) {
        return trial.state() instanceof Ended end ? Optional.of(end) : Optional.empty();
    }

    private static double seconds(Trial trial, Optional<Ended> ended) {
        var end = ended.map(Ended::at).orElseGet(Instant::now);
        return Duration.between(trial.createdAt(), end).toMillis() / 1000.0;
    }

    /** The checkpoint at the best validation, otherwise the newest. */
    private static Optional<Checkpoint> bestCheckpoint(
            List<Checkpoint> newestFirst, Optional<MetricRow> best) {
        var complete =
                newestFirst.stream()
                        .filter(one -> one.state() == Checkpoint.State.COMPLETED)
                        .toList();
        return best.flatMap(row ->
                        complete.stream()
                                .filter(one -> one.stepsCompleted() == row.steps())
                                .findFirst())
                .or(() -> complete.stream().findFirst());
    }

    public static MetricsWorkload workload(MetricRow row) {
        return new MetricsWorkload(
                row.time(),
                new Metrics(Trees.named(row.report().values()), row.report().batches()),
                0,
                (int) row.steps());
    }

    public static CheckpointWorkload workload(Checkpoint checkpoint) {
        return new CheckpointWorkload(
                checkpoint.id().toString(),
                checkpoint.time(),
                state(checkpoint.state()),
                checkpoint.resources(),
                (int) checkpoint.stepsCompleted(),
                checkpoint.metadata());
    }

    public static CheckpointState state(Checkpoint.State state) {
        return switch (state) {
            case COMPLETED -> CheckpointState.STATE_COMPLETED;
            case ERROR -> CheckpointState.STATE_ERROR;
            case PARTIALLY_DELETED -> CheckpointState.STATE_PARTIALLY_DELETED;
            case DELETED -> CheckpointState.STATE_DELETED;
        };
    }

    private static Map<String, Map<String, MetricSummary>> summary(
            Map<String, Map<String, ai.resolute.master.metrics.MetricSummary>> summaries) {
        var groups = new LinkedHashMap<String, Map<String, MetricSummary>>();
        summaries.forEach((group, metrics) -> {
            var named = new LinkedHashMap<String, MetricSummary>();
            metrics.forEach((name, summary) -> named.put(name, message(summary)));
            groups.put(WireGroups.of(group), named);
        });
        return groups;
    }

    private static MetricSummary message(ai.resolute.master.metrics.MetricSummary summary) {
        return summary.type().equals("number")
                ? new MetricSummary(
                        Optional.of((int) summary.count()),
                        summary.last(),
                        Optional.of(summary.max()),
                        Optional.of(summary.mean()),
                        Optional.of(summary.min()),
                        Optional.of(summary.sum()),
                        summary.type())
                : new MetricSummary(
                        Optional.empty(),
                        last(summary),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        summary.type());
    }

    private static @Nullable Object last(ai.resolute.master.metrics.MetricSummary summary) {
        return switch (summary.type()) {
            case "array", "object" -> null;
            default -> summary.last();
        };
    }
}
