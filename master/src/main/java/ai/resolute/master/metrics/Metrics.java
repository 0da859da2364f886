package ai.resolute.master.metrics;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/** The metrics of all trials. */
public final class Metrics {
    private final Database database;
    private final MetricStore store = new MetricStore();
    private final SeriesCache cache;

    public Metrics(Database database) {
        this(database, new SeriesCache());
    }

    Metrics(Database database, SeriesCache cache) {
        this.database = database;
        this.cache = cache;
    }

    /** As {@link #takeAll} for one report. */
    public void take(Handle handle, TrialId trial, int runId, MetricsReport report) {
        takeAll(handle, trial, runId, List.of(report));
    }

    /**
     * Takes reports in their order. The same again changes nothing; further values of a step join
     * its row. The first report of a new run archives what earlier runs reported at the first step
     * that it tells of and beyond.
     *
     * @return whether rows that counted no longer do
     * @throws InvalidRequest if a group's name has a dot or a step is negative
     * @throws Conflict if the run is over, or a value was reported before and differs
     */
    public boolean takeAll(Handle handle, TrialId trial, int runId, List<MetricsReport> reports) {
        if (reports.isEmpty()) {
            return false;
        }
        reports.forEach(Metrics::check);
        var overtaken = begin(handle, trial, runId, reports.getFirst());
        var groups = new LinkedHashMap<String, List<MetricsReport>>();
        for (var report : reports) {
            groups.computeIfAbsent(report.group(), _ -> new ArrayList<>()).add(normal(report));
        }
        for (var group : groups.values()) {
            overtaken |= takeGroup(handle, trial, runId, group);
        }
        return overtaken;
    }

    /** Removes so many reports of a trial at most; answers how many. */
    public int forget(Handle handle, TrialId trial, int most) {
        var groups = store.groups(handle, trial);
        handle.afterCommit(() -> groups.forEach(group -> cache.changed(trial, group, 0)));
        return store.delete(handle, trial, most);
    }

    private static void check(MetricsReport report) {
        if (report.group().isEmpty() || report.group().contains(".")) {
            throw new InvalidRequest(
                    "bad_metric_group",
                    report.group().isEmpty()
                            ? "metric group cannot be empty"
                            : "metric group cannot contain '.'");
        }
        if (report.stepsCompleted() < 0) {
            throw new InvalidRequest(
                    "bad_steps_completed",
                    "steps completed cannot be negative: " + report.stepsCompleted());
        }
    }

    private static MetricsReport normal(MetricsReport report) {
        return new MetricsReport(
                report.group(),
                report.stepsCompleted(),
                report.time(),
                JsonValues.normal(report.values()),
                JsonValues.normal(report.batches()),
                report.epoch().filter(Double::isFinite));
    }

    /** Archives what a new run overtakes. */
    private boolean begin(Handle handle, TrialId trial, int runId, MetricsReport first) {
        var newest = store.newestRun(handle, trial).orElse(0);
        if (runId < newest) {
            throw new Conflict(
                    "run_over",
                    "invalid run id, %d (reported) != %d (expected)".formatted(runId, newest));
        }
        if (runId == newest) {
            return false;
        }
        store.saveNewestRun(handle, trial, runId);
        if (newest == 0) {
            return false;
        }
        for (var group : store.groups(handle, trial)) {
            var from =
                    Partition.of(group) == Partition.of(first.group())
                            ? first.begins()
                            : first.begins() + 1;
            store.archiveFrom(handle, trial, group, from);
            handle.afterCommit(() -> cache.changed(trial, group, from));
            summarise(handle, trial, group);
        }
        return true;
    }

    private boolean takeGroup(
            Handle handle, TrialId trial, int runId, List<MetricsReport> reports) {
        var group = reports.getFirst().group();
        var steps = reports.stream().mapToLong(MetricsReport::stepsCompleted).summaryStatistics();
        var range = new StepRange(steps.getMin(), steps.getMax());
        handle.afterCommit(() -> cache.changed(trial, group, range.first()));
        var intake = new Intake(trial, runId, store.inRange(handle, trial, group, range));
        var id = database.reserve(handle, "metrics", reports.size());
        for (var report : reports) {
            intake.take(id++, report);
        }
        store.archive(handle, intake.overtaken());
        store.insert(handle, intake.added().values());
        store.update(handle, intake.merged().values());
        if (intake.overtaken().isEmpty()) {
            var summary = store.summary(handle, trial, group).orElseGet(GroupSummary::new);
            intake.gains().forEach(gain -> summary.add(gain.values(), gain.steps()));
            store.saveSummary(handle, trial, group, summary);
        } else {
            summarise(handle, trial, group);
        }
        return !intake.overtaken().isEmpty();
    }

    /** Makes a summary anew from the rows that count. */
    private void summarise(Handle handle, TrialId trial, String group) {
        var summary = new GroupSummary();
        store.each(
                handle,
                trial,
                group,
                StepRange.ALL,
                row -> summary.add(row.report().values(), row.steps()));
        store.saveSummary(handle, trial, group, summary);
    }

    /** What counts of a trial's metrics, by group and name; groups without values are left out. */
    public Map<String, Map<String, MetricSummary>> summary(TrialId trial) {
        var groups = new LinkedHashMap<String, Map<String, MetricSummary>>();
        database.read(handle -> store.summaries(handle, trial))
                .forEach((group, summary) -> {
                    if (!summary.metrics().isEmpty()) {
                        groups.put(group, summary.metrics());
                    }
                });
        return groups;
    }

    /**
     * The numbers of a group as series by name, each thinned to at most {@code maxPoints} (3 or
     * more), spikes kept.
     *
     * @param names which metrics; all where absent
     */
    public Map<String, List<Point>> series(
            TrialId trial,
            String group,
            Optional<Set<String>> names,
            StepRange range,
            int maxPoints) {
        if (maxPoints < 3) {
            throw new InvalidRequest(
                    "bad_max_points", "a series needs at least 3 points, not " + maxPoints);
        }
        var key = new SeriesCache.Key(trial, group, names);
        var series = new LinkedHashMap<String, List<Point>>();
        var found =
                range.equals(StepRange.ALL) || cache.knows(key)
                        ? whole(key)
                        : read(key, SeriesCache.Kept.NOTHING, range).series();
        found.forEach((name, points) ->
                series.put(name, Thinning.thin(within(points, range), maxPoints)));
        series.values().removeIf(List::isEmpty);
        return series;
    }

    private static List<Point> within(List<Point> points, StepRange range) {
        return range.equals(StepRange.ALL)
                ? points
                : points.stream()
                        .filter(one -> one.steps() >= range.first() && one.steps() <= range.last())
                        .toList();
    }

    /** A whole series, of which only what is new is read. */
    private Map<String, List<Point>> whole(SeriesCache.Key key) {
        var reading = cache.begin(key);
        try {
            var before = reading.before();
            var read = read(key, before, StepRange.from(before.last() + 1));
            return cache.end(reading, read)
                    ? read.series()
                    : read(key, SeriesCache.Kept.NOTHING, StepRange.ALL).series();
        } catch (RuntimeException failed) {
            cache.drop(reading);
            throw failed;
        }
    }

    /** What is known, and rows of the database behind it. */
    private SeriesCache.Kept read(SeriesCache.Key key, SeriesCache.Kept before, StepRange range) {
        var series = before.copy();
        var last = new AtomicLong(before.last());
        database.read(handle -> {
            store.eachNumber(
                    handle,
                    key.trial(),
                    key.group(),
                    range,
                    (name, point) -> {
                        last.set(point.steps());
                        if (key.names().map(some -> some.contains(name)).orElse(true)) {
                            series.computeIfAbsent(name, _ -> new ArrayList<>()).add(point);
                        }
                    });
            return series;
        });
        return new SeriesCache.Kept(series, last.get());
    }

    /** Rows that count. */
    public List<MetricRow> list(TrialId trial, MetricQuery query) {
        return database.read(handle -> store.list(handle, trial, query));
    }

    /** The row of a group at a step, if there is one that counts. */
    public Optional<MetricRow> find(TrialId trial, String group, long steps) {
        return database
                .read(handle -> store.inRange(handle, trial, group, new StepRange(steps, steps)))
                .stream()
                .findFirst();
    }

    /** The newest validation that counts. */
    public Optional<MetricRow> latestValidation(TrialId trial) {
        return database.read(handle -> store.newest(handle, trial, MetricsReport.VALIDATION));
    }

    /** The validation whose metric is best; the earliest of equal ones. NaN is never best. */
    public Optional<MetricRow> bestValidation(
            TrialId trial, String metric, boolean smallerIsBetter) {
        var best = new Best(metric, smallerIsBetter);
        database.read(handle -> {
            store.each(handle, trial, MetricsReport.VALIDATION, StepRange.ALL, best::offer);
            return best;
        });
        return best.row();
    }

    /** What the archiving rule tells apart. */
    private enum Partition {
        TRAINING,
        VALIDATION,
        OTHER;

        static Partition of(String group) {
            return switch (group) {
                case MetricsReport.TRAINING -> TRAINING;
                case MetricsReport.VALIDATION -> VALIDATION;
                default -> OTHER;
            };
        }
    }
}
