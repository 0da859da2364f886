package ai.resolute.master.trial;

import ai.resolute.master.allocation.Allocations;
import ai.resolute.master.allocation.Spool;
import ai.resolute.master.checkpoint.CheckpointReport;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.log.LogLine;
import ai.resolute.master.log.Logs;
import ai.resolute.master.metrics.MetricRow;
import ai.resolute.master.metrics.Metrics;
import ai.resolute.master.metrics.MetricsReport;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.listing.FigureStore;
import ai.resolute.master.trial.listing.FigureStore.Value;
import ai.resolute.master.trial.report.Report;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what workers report, each line exactly once and in order. */
public final class Reports {
    private static final String REPORTS = "reports";
    private static final String LOGS = "logs";
    private static final int AT_ONCE = 500;
    private static final int TOLD = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private final Spool spool;
    private final Trials trials;
    private final Allocations allocations;
    private final Sinks sinks;
    private final TrialStore store = new TrialStore();
    private final FigureStore figures = new FigureStore();

    /** Where reports end up. */
    public record Sinks(Database database, Metrics metrics, Checkpoints checkpoints, Logs logs) {}

    public Reports(Spool spool, Trials trials, Allocations allocations, Sinks sinks) {
        this.spool = spool;
        this.trials = trials;
        this.allocations = allocations;
        this.sinks = sinks;
    }

    /**
     * Takes the reports of a worker.
     *
     * @param first the number of the first one
     * @return the number that is wanted next
     * @throws Conflict when the allocation is over, or with {@code next} when reports are missing
     * @throws InvalidRequest when a report will never be taken
     */
    public long take(AllocationId allocation, long first, List<Report> reports) {
        return spool.take(
                allocation,
                REPORTS,
                first,
                reports,
                (handle, fresh) -> {
                    takeAll(handle, allocation, fresh);
                    handle.afterCommit(() -> allocations.reported(allocation));
                });
    }

    /** Takes the log lines of a worker; as {@link #take}. */
    public long takeLogs(AllocationId allocation, long first, List<LogLine> lines) {
        return spool.take(
                allocation,
                LOGS,
                first,
                lines,
                (handle, fresh) -> takeLines(handle, allocation, fresh));
    }

    private void takeLines(Handle handle, AllocationId allocation, List<LogLine> lines) {
        sinks.logs().take(handle, allocation.task(), allocation, lines);
        trials.lines(handle, allocation, lines);
    }

    /** The numbers that are wanted next, by stream. */
    public Map<String, Long> positions(AllocationId allocation) {
        allocations.get(allocation);
        var positions = new LinkedHashMap<>(Map.of(REPORTS, 0L, LOGS, 0L));
        positions.putAll(spool.positions(allocation));
        return positions;
    }

    /**
     * Takes a report that came without a number; the same again changes nothing.
     *
     * @param run the run that reports, which must be the current one
     */
    public void accept(TrialId id, int run, Report report) {
        if (requireCurrent(id, run).unmanaged()) {
            trials.processes().reported(id, run);
        }
        // Another run may have begun by now; what it goes on from must not change any more.
        sinks.database()
                .execute(handle ->
                        takeAll(handle, requireCurrent(id, run).allocation(), List.of(report)));
    }

    private Trial requireCurrent(TrialId id, int run) {
        var trial = trials.get(id);
        if (run != trial.attempts().run()) {
            throw new InvalidRequest(
                    "invalid_run_id",
                    "invalid run id, %d (reported) != %d (expected)"
                            .formatted(run, trial.attempts().run()));
        }
        return trial;
    }

    private void takeAll(Handle handle, AllocationId allocation, List<Report> reports) {
        var trial =
                trials.find(allocation.task())
                        .orElseThrow(() ->
                                new NotFound(
                                        "trial_not_found",
                                        "allocation " + allocation + " has no trial"));
        if (takeMetrics(handle, trial, allocation, reports)) {
            measure(handle, trial);
        }
        for (var report : reports) {
            take(handle, trial, allocation, report);
        }
    }

    /** All at once: that is much cheaper than one after another. */
    private boolean takeMetrics(
            Handle handle, Trial trial, AllocationId allocation, List<Report> reports) {
        var metrics =
                reports.stream()
                        .filter(Report.Metrics.class::isInstance)
                        .map(report -> forStore((Report.Metrics) report))
                        .toList();
        try {
            return sinks.metrics().takeAll(handle, trial.id(), allocation.run(), metrics);
        } catch (Conflict contradiction) {
            throw new InvalidRequest(contradiction.code(), message(contradiction));
        }
    }

    private void take(Handle handle, Trial trial, AllocationId allocation, Report report) {
        switch (report) {
            case Report.Metrics metrics -> {
                if (metrics.group().equals(MetricsReport.VALIDATION)) {
                    validated(handle, trial, metrics);
                } else {
                    store.steps(handle, trial.id(), metrics.stepsCompleted());
                }
            }
            case Report.Progress progress -> {
                store.progress(handle, trial.id(), progress);
                trials.owner().progressed(trial, progress.fraction());
            }
            case Report.CheckpointBegun(var id) ->
                    sinks.checkpoints().begin(handle, id, origin(trial, allocation));
            case Report.Checkpoint checkpoint -> {
                sinks.checkpoints().take(handle, forStore(trial, allocation, checkpoint));
                trials.advanced(trial, allocation);
            }
            case Report.Reached(var length, var steps) ->
                    trials.reached(allocation, length, validation(trial, steps));
            case Report.State(var state) -> store.activity(handle, trial.id(), state);
            case Report.Preempted _ -> allocations.acknowledgePreemption(allocation);
            case Report.Stopped(var reason) -> trials.stopReported(trial.id(), reason);
            case Report.Failed(var failure) -> trials.failed(allocation, failure);
            case Report.Environment environment ->
                    store.environment(handle, trial.id(), environment);
        }
    }

    private void validated(Handle handle, Trial trial, Report.Metrics report) {
        var searcher = trials.owner().searcher(trial);
        value(searcher, report.values(), report.stepsCompleted())
                .ifPresentOrElse(
                        value ->
                                figures.validated(
                                        handle, trial.id(), value, searcher.smallerIsBetter()),
                        () -> figures.validated(handle, trial.id(), report.stepsCompleted()));
        trials.owner()
                .validated(
                        trial,
                        searchable(report.values(), report.stepsCompleted(), report.epoch()));
    }

    /** Trials from before there were lists over figures get theirs, at start-up. */
    public void measureOld() {
        var all = sinks.database().read(figures::countUnmeasured);
        var done = 0;
        for (var some = measureSome(); some > 0; some = measureSome()) {
            done += some;
            if (done % TOLD == 0 || done == all) {
                LOG.info("upgrade: measured {} of {} trials of an earlier version", done, all);
            }
        }
    }

    private int measureSome() {
        return sinks.database().write(this::measureSome);
    }

    private int measureSome(Handle handle) {
        var some = figures.unmeasured(handle, AT_ONCE);
        for (var id : some) {
            var trial = trials.get(id);
            trials.remeasure(handle, trial);
            measure(handle, trial);
        }
        return some.size();
    }

    private void measure(Handle handle, Trial trial) {
        var searcher = trials.owner().searcher(trial);
        var metrics = sinks.metrics();
        figures.measured(
                handle,
                trial.id(),
                metrics.bestValidation(trial.id(), searcher.metric(), searcher.smallerIsBetter())
                        .flatMap(row -> value(searcher, row.report().values(), row.steps())),
                metrics.latestValidation(trial.id())
                        .flatMap(row -> value(searcher, row.report().values(), row.steps()))
                        .map(Value::number));
    }

    private static Optional<Value> value(
            SearcherConfig searcher, Map<String, Object> values, long steps) {
        return Optional.ofNullable(numbers(values).get(searcher.metric()))
                .filter(number -> !Double.isNaN(number))
                .map(number -> new Value(number, steps));
    }

    private static MetricsReport forStore(Report.Metrics report) {
        return new MetricsReport(
                report.group(),
                report.stepsCompleted(),
                report.time(),
                report.values(),
                report.batches(),
                report.epoch());
    }

    private static CheckpointReport forStore(
            Trial trial, AllocationId allocation, Report.Checkpoint report) {
        return new CheckpointReport(
                report.id(),
                origin(trial, allocation),
                report.stepsCompleted(),
                report.time(),
                report.resources(),
                report.metadata());
    }

    private static CheckpointReport.Origin origin(Trial trial, AllocationId allocation) {
        return new CheckpointReport.Origin(trial.origin().experiment(), trial.id(), allocation);
    }

    /** The numbers of a validation, and how far the trial is, under names of its own. */
    private static Map<String, Double> searchable(
            Map<String, Object> values, long steps, Optional<Double> epochs) {
        var found = new HashMap<>(numbers(values));
        found.putIfAbsent("batches", (double) steps);
        epochs.ifPresent(epoch -> found.putIfAbsent("epochs", epoch));
        return found;
    }

    /** What a trial reported when it validated there. */
    private Map<String, Double> validation(Trial trial, long steps) {
        return sinks.metrics()
                .find(trial.id(), MetricsReport.VALIDATION, steps)
                .map(MetricRow::report)
                .map(found -> searchable(found.values(), steps, found.epoch()))
                .orElse(Map.of());
    }

    private static Map<String, Double> numbers(Map<String, Object> values) {
        return values.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Number)
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> ((Number) entry.getValue()).doubleValue()));
    }

    private static String message(Conflict conflict) {
        return String.valueOf(conflict.getMessage());
    }
}
