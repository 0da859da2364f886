package ai.resolute.master.rest.metrics;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;
import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.TrialMessages.FilterOption;
import ai.resolute.api.TrialMessages.MetricType;
import ai.resolute.api.TrialMessages.MetricsRequest;
import ai.resolute.api.TrialMessages.MetricsResponse;
import ai.resolute.api.TrialMessages.ReportMetricsRequest;
import ai.resolute.api.TrialMessages.TimeSeriesRequest;
import ai.resolute.api.TrialMessages.TimeSeriesResponse;
import ai.resolute.api.TrialMessages.TrialMetrics;
import ai.resolute.api.TrialMessages.Workload;
import ai.resolute.api.TrialMessages.WorkloadsRequest;
import ai.resolute.api.TrialMessages.WorkloadsResponse;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.metrics.MetricQuery;
import ai.resolute.master.metrics.MetricRow;
import ai.resolute.master.metrics.MetricsReport;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.Trees;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.rest.trial.TrialView;
import ai.resolute.master.trial.report.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Metrics of trials. */
public final class MetricRoutes {
    private static final int STRETCH = 1000;

    private final Services services;

    public MetricRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", "/api/v1/trials/time-series", PERSON, "Curves of trials, thinned")
                        .answer(
                                TimeSeriesRequest.class,
                                TimeSeriesResponse.class,
                                asked -> new Curves(services, asked.message()).answer()),
                Route.of(
                                "GET",
                                "/api/v1/trials/metrics/trial_metrics",
                                PERSON,
                                "All reports of trials in a group")
                        .lines(MetricsRequest.class, MetricsResponse.class, this::all),
                Route.of(
                                "GET",
                                "/api/v1/trials/metrics/training_metrics",
                                PERSON,
                                "All training reports of trials")
                        .lines(
                                MetricsRequest.class,
                                MetricsResponse.class,
                                asked -> of(asked, MetricsReport.TRAINING)),
                Route.of(
                                "GET",
                                "/api/v1/trials/metrics/validation_metrics",
                                PERSON,
                                "All validation reports of trials")
                        .lines(
                                MetricsRequest.class,
                                MetricsResponse.class,
                                asked -> of(asked, MetricsReport.VALIDATION)),
                Route.of(
                                "GET",
                                "/api/v1/trials/{trialId}/workloads",
                                EXPERIMENT,
                                "What a trial trained, validated and saved")
                        .answer(WorkloadsRequest.class, WorkloadsResponse.class, this::workloads),
                Route.of("POST", "/api/v1/trials/{trialId}/metrics", EXPERIMENT, "Report metrics")
                        .answer(ReportMetricsRequest.class, Nothing.class, this::take),
                Route.of(
                                "POST",
                                "/api/v1/trials/{trialId}/training_metrics",
                                EXPERIMENT,
                                "Report training metrics, as older harnesses do")
                        .answer(
                                TrialMetrics.class,
                                Nothing.class,
                                asked -> take(asked.message(), MetricsReport.TRAINING)),
                Route.of(
                                "POST",
                                "/api/v1/trials/{trialId}/validation_metrics",
                                EXPERIMENT,
                                "Report validation metrics, as older harnesses do")
                        .answer(
                                TrialMetrics.class,
                                Nothing.class,
                                asked -> take(asked.message(), MetricsReport.VALIDATION)));
    }

    private Nothing take(Asked<ReportMetricsRequest> asked) {
        var request = asked.message();
        return take(request.trialId(), requirePresent(request.metrics()), request.group());
    }

    private Nothing take(TrialMetrics given, String group) {
        return take(given.trialId(), requirePresent(given), group);
    }

    private Nothing take(int trial, TrialMetrics given, String group) {
        var steps = given.stepsCompleted();
        services.work()
                .reports()
                .accept(
                        new TrialId(trial),
                        given.trialRunId(),
                        new Report.Metrics(
                                group,
                                steps == null ? 0 : steps,
                                given.reportTime().orElseGet(Instant::now),
                                Trees.numbers(given.metrics().avgMetrics()),
                                given.metrics().batchMetrics().stream()
                                        .map(Trees::numbers)
                                        .toList(),
                                Optional.empty()));
        return new Nothing();
    }

    private static TrialMetrics requirePresent(@Nullable TrialMetrics metrics) {
        if (metrics == null || metrics.metrics() == null) {
            throw new InvalidRequest("no_metrics", "metrics: missing");
        }
        return metrics;
    }

    private Stream<MetricsResponse> all(Asked<MetricsRequest> asked) {
        return of(asked, asked.message().group());
    }

    private Stream<MetricsResponse> of(Asked<MetricsRequest> asked, String group) {
        if (group.isEmpty()) {
            throw new InvalidRequest("no_group", "group: name a group of metrics");
        }
        var ids = asked.message().trialIds().stream().map(TrialId::new).toList();
        ids.forEach(services.work().trials()::get);
        return ids.stream().flatMap(id -> stretches(id, Optional.of(group)));
    }

    /** The reports of a trial, so many at once; of all groups where none is named. */
    Stream<MetricsResponse> stretches(TrialId trial, Optional<String> group) {
        return Stream.iterate(
                        stretch(trial, group, 0),
                        rows -> !rows.rows().isEmpty(),
                        rows -> stretch(trial, group, rows.next()))
                .map(rows ->
                        new MetricsResponse(
                                rows.rows().stream().map(MetricRoutes::report).toList()));
    }

    private record Rows(List<MetricRow> rows, int next) {}

    private Rows stretch(TrialId trial, Optional<String> group, int from) {
        var query =
                new MetricQuery(
                        group,
                        MetricQuery.Batches.INCLUDED,
                        MetricQuery.Order.ASCENDING,
                        from,
                        STRETCH);
        return new Rows(services.findings().metrics().list(trial, query), from + STRETCH);
    }

    private static ai.resolute.api.TrialMessages.MetricsReport report(MetricRow row) {
        var report = row.report();
        var metrics = new LinkedHashMap<String, @Nullable Object>();
        if (report.group().equals(MetricsReport.VALIDATION)) {
            metrics.put("validation_metrics", report.values());
        } else {
            metrics.put("avg_metrics", report.values());
            metrics.put("batch_metrics", report.batches().isEmpty() ? null : report.batches());
        }
        return new ai.resolute.api.TrialMessages.MetricsReport(
                row.trial().value(),
                row.time(),
                metrics,
                (int) row.steps(),
                row.archived(),
                (int) row.id(),
                row.runId(),
                report.group());
    }

    private WorkloadsResponse workloads(Asked<WorkloadsRequest> asked) {
        var request = asked.message();
        var trial = services.work().trials().get(new TrialId(request.trialId()));
        var found = new ArrayList<Dated>();
        if (request.filter() != FilterOption.FILTER_OPTION_CHECKPOINT) {
            found.addAll(metrics(trial.id(), request));
        }
        if (request.filter() != FilterOption.FILTER_OPTION_VALIDATION && wantsAll(request)) {
            services.findings().checkpoints().listByTrial(trial.id()).stream()
                    .filter(one -> !request.removeDeletedCheckpoints() || isThere(one))
                    .forEach(one -> found.add(dated(one)));
        }
        found.sort(
                Paging.turned(
                        Comparator.comparingLong(Dated::steps).thenComparing(Dated::time),
                        request.orderBy() == OrderBy.ORDER_BY_DESC
                                ? OrderBy.ORDER_BY_DESC
                                : OrderBy.ORDER_BY_ASC));
        var page = Paging.of(found, request.offset(), request.limit());
        return new WorkloadsResponse(
                page.part().stream().map(Dated::workload).toList(), page.pagination());
    }

    private record Dated(long steps, Instant time, Workload workload) {}

    private static boolean wantsAll(WorkloadsRequest request) {
        return request.metricType() == MetricType.METRIC_TYPE_UNSPECIFIED
                && request.group().isEmpty();
    }

    private List<Dated> metrics(TrialId trial, WorkloadsRequest request) {
        var batches =
                request.includeBatchMetrics()
                        ? MetricQuery.Batches.INCLUDED
                        : MetricQuery.Batches.LEFT_OUT;
        return groups(request).stream()
                .flatMap(group ->
                        services
                                .findings()
                                .metrics()
                                .list(
                                        trial,
                                        new MetricQuery(
                                                Optional.of(group),
                                                batches,
                                                MetricQuery.Order.ASCENDING,
                                                0,
                                                0))
                                .stream())
                .map(MetricRoutes::dated)
                .toList();
    }

    private static List<String> groups(WorkloadsRequest request) {
        if (!request.group().isEmpty()) {
            return List.of(request.group());
        }
        return switch (request.filter()) {
            case FILTER_OPTION_VALIDATION, FILTER_OPTION_CHECKPOINT_OR_VALIDATION ->
                    List.of(MetricsReport.VALIDATION);
            default ->
                    switch (request.metricType()) {
                        case METRIC_TYPE_TRAINING -> List.of(MetricsReport.TRAINING);
                        case METRIC_TYPE_VALIDATION -> List.of(MetricsReport.VALIDATION);
                        default -> List.of(MetricsReport.TRAINING, MetricsReport.VALIDATION);
                    };
        };
    }

    private static Dated dated(MetricRow row) {
        var workload = TrialView.workload(row);
        var validation = row.report().group().equals(MetricsReport.VALIDATION);
        return new Dated(
                row.steps(),
                row.time(),
                new Workload(
                        validation ? Optional.empty() : Optional.of(workload),
                        validation ? Optional.of(workload) : Optional.empty(),
                        Optional.empty()));
    }

    private static Dated dated(Checkpoint one) {
        return new Dated(
                one.stepsCompleted(),
                one.time(),
                new Workload(
                        Optional.empty(), Optional.empty(), Optional.of(TrialView.workload(one))));
    }

    private static boolean isThere(Checkpoint one) {
        return one.state() != Checkpoint.State.DELETED;
    }
}
