package ai.resolute.master.rest.metrics;

import ai.resolute.api.TrialMessages.ComparableTrial;
import ai.resolute.api.TrialMessages.DataPoint;
import ai.resolute.api.TrialMessages.MetricType;
import ai.resolute.api.TrialMessages.Series;
import ai.resolute.api.TrialMessages.TimeSeriesRequest;
import ai.resolute.api.TrialMessages.TimeSeriesResponse;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.metrics.MetricsReport;
import ai.resolute.master.metrics.Point;
import ai.resolute.master.metrics.StepRange;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.trial.TrialView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Answers a request for curves. */
final class Curves {
    private static final int DEFAULT_POINTS = 500;
    private static final int MAX_POINTS = 20_000;
    private static final int MAX_TRIALS = 500;

    private final Services services;
    private final TimeSeriesRequest request;

    Curves(Services services, TimeSeriesRequest request) {
        this.services = services;
        this.request = request;
    }

    TimeSeriesResponse answer() {
        if (request.trialIds().size() > MAX_TRIALS) {
            throw new InvalidRequest(
                    "too_many_trials", "trialIds: at most %d at once".formatted(MAX_TRIALS));
        }
        return new TimeSeriesResponse(
                request.trialIds().stream().map(id -> curves(new TrialId(id))).toList());
    }

    private ComparableTrial curves(TrialId id) {
        var trial = services.work().trials().get(id);
        var series = new ArrayList<Series>();
        wanted(id).forEach((group, names) -> series.add(series(id, group, names)));
        return new ComparableTrial(TrialView.of(services, trial).message(trial), series);
    }

    /** The names by group; no names mean all. */
    private Map<String, Optional<Set<String>>> wanted(TrialId id) {
        var wanted = new LinkedHashMap<String, Optional<Set<String>>>();
        var named = new ArrayList<>(request.metricIds());
        named.addAll(request.metricNames());
        if (named.isEmpty()) {
            services.findings().metrics().summary(id).keySet().stream()
                    .filter(group -> request.group().isEmpty() || request.group().equals(group))
                    .forEach(group -> wanted.put(group, Optional.empty()));
        }
        for (var name : named) {
            var group = groupOf(name);
            var metric = name.startsWith(group + ".") ? name.substring(group.length() + 1) : name;
            wanted.computeIfAbsent(group, _ -> Optional.of(new TreeSet<>()))
                    .ifPresent(names -> names.add(metric));
        }
        return wanted;
    }

    /** Up to the first dot, or the group of the request. */
    private String groupOf(String name) {
        var dot = name.indexOf('.');
        if (dot > 0 && request.group().isEmpty()) {
            return name.substring(0, dot);
        }
        return request.group().isEmpty() ? MetricsReport.TRAINING : request.group();
    }

    private Series series(TrialId id, String group, Optional<Set<String>> names) {
        var most = request.maxDatapoints() == 0 ? DEFAULT_POINTS : request.maxDatapoints();
        var range =
                new StepRange(
                        request.startBatches(),
                        request.endBatches() == 0 ? Long.MAX_VALUE : request.endBatches());
        var curves =
                services.findings()
                        .metrics()
                        .series(id, group, names, range, Math.clamp(most, 3, MAX_POINTS));
        return new Series(typeOf(group), joined(curves), group);
    }

    /** Curves have points at different steps once thinned; a point here has those of one step. */
    private static List<DataPoint> joined(Map<String, List<Point>> curves) {
        var bySteps = new TreeMap<Long, Joint>();
        curves.forEach((name, points) ->
                points.forEach(point ->
                        bySteps.computeIfAbsent(
                                        point.steps(), _ -> new Joint(point.time(), point.epoch()))
                                .values()
                                .put(name, point.value())));
        var joined = new ArrayList<DataPoint>(bySteps.size());
        bySteps.forEach((steps, joint) ->
                joined.add(
                        new DataPoint(
                                steps.intValue(), joint.values(), joint.time(), joint.epoch())));
        return joined;
    }

    private record Joint(Instant time, Optional<Double> epoch, Map<String, Double> values) {
        Joint(Instant time, Optional<Double> epoch) {
            this(time, epoch, new LinkedHashMap<>());
        }
    }

    private static MetricType typeOf(String group) {
        return switch (group) {
            case MetricsReport.TRAINING -> MetricType.METRIC_TYPE_TRAINING;
            case MetricsReport.VALIDATION -> MetricType.METRIC_TYPE_VALIDATION;
            default -> MetricType.METRIC_TYPE_UNSPECIFIED;
        };
    }
}
