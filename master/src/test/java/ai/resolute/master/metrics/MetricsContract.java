package ai.resolute.master.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.metrics.MetricQuery.Batches;
import ai.resolute.master.metrics.MetricQuery.Order;
import ai.resolute.master.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of metrics, on any database. */
abstract class MetricsContract {
    private static final TrialId TRIAL = new TrialId(3);
    private static final TrialId OTHER = new TrialId(4);
    private static final Instant TIME = Instant.parse("2026-11-23T10:00:00.123456Z");

    private Database database;
    private Metrics metrics;

    @BeforeEach
    void open(Database opened) {
        database = opened;
        metrics = new Metrics(opened);
    }

    @Test
    void aReportComesBackAsItWas() {
        var report =
                new MetricsReport(
                        "training",
                        100,
                        TIME,
                        Map.of("loss", 0.5, "note", "a\0b", "nested", Map.of("x", 1)),
                        List.of(Map.of("loss", 0.6), Map.of("loss", 0.4)),
                        Optional.of(1.5));
        take(1, report);
        var whole = new MetricQuery(Optional.empty(), Batches.INCLUDED, Order.ASCENDING, 0, 0);
        assertThat(metrics.list(TRIAL, whole))
                .containsExactly(new MetricRow(1, TRIAL, 1, report, false));
        assertThat(metrics.list(TRIAL, MetricQuery.ALL).getFirst().report().batches()).isEmpty();
        assertThat(metrics.list(OTHER, whole)).isEmpty();
        assertThat(metrics.find(TRIAL, "training", 100)).isPresent();
        assertThat(metrics.find(TRIAL, "training", 99)).isEmpty();
    }

    @Test
    void numbersThatJsonLacksStayWhatTheyAre() {
        take(
                1,
                report(
                        "training",
                        1,
                        Map.of("a", Double.NaN, "b", "Nan", "c", Double.NEGATIVE_INFINITY)));
        assertThat(values("training", 1))
                .containsOnly(entry("a", "NaN"), entry("b", "NaN"), entry("c", "-Infinity"));
        var series = metrics.series(TRIAL, "training", Optional.empty(), StepRange.ALL, 10);
        assertThat(series.get("a").getFirst().value()).isNaN();
        assertThat(series.get("c").getFirst().value()).isEqualTo(Double.NEGATIVE_INFINITY);
        var summary = metrics.summary(TRIAL).get("training").get("a");
        assertThat(List.of(summary.min(), summary.max(), summary.sum(), summary.mean()))
                .containsOnly(Double.NaN);
        assertThat(summary.last()).isEqualTo("NaN");
    }

    @Test
    void theSameAgainChangesNothing() {
        var report = report("training", 10, Map.of("loss", 1, "kind", "x"));
        take(1, report);
        take(1, report, report("training", 10, Map.of("loss", 1.0)));
        assertThat(metrics.list(TRIAL, MetricQuery.ALL)).hasSize(1);
        assertThat(metrics.summary(TRIAL).get("training").get("loss").count()).isEqualTo(1);
    }

    @Test
    void furtherValuesOfAStepJoinItsRow() {
        take(1, report("training", 10, Map.of("loss", 1.0)));
        take(
                1,
                report("training", 10, Map.of("accuracy", 0.5)),
                report("training", 10, Map.of("other", 2.0)));
        assertThat(values("training", 10))
                .containsOnly(entry("loss", 1.0), entry("accuracy", 0.5), entry("other", 2.0));
        assertThat(metrics.summary(TRIAL).get("training"))
                .containsOnlyKeys("loss", "accuracy", "other");
    }

    @Test
    void aValueThatDiffersIsRefusedAndNothingOfItsGroupIsKept() {
        take(1, report("training", 10, Map.of("s", 1.0)));
        assertThatThrownBy(() ->
                        take(
                                1,
                                report("training", 20, Map.of("s", 3.0)),
                                report("training", 10, Map.of("s", 2.0))))
                .isInstanceOf(Conflict.class)
                .hasMessage(
                        "overwriting existing metric keys is not supported, conflicting key: s");
        assertThat(metrics.list(TRIAL, MetricQuery.ALL)).hasSize(1);
        assertThatThrownBy(() ->
                        take(
                                1,
                                batches(10, List.of(Map.of("s", 1.0))),
                                batches(10, List.of(Map.of("s", 2.0)))))
                .hasMessageEndingWith("conflicting key: batch_metrics");
    }

    @Test
    void badReportsAreRefusedWithTheirSentence() {
        assertThatThrownBy(() -> take(1, report("a.b", 1, Map.of())))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage("metric group cannot contain '.'");
        assertThatThrownBy(() -> take(1, report("", 1, Map.of())))
                .hasMessage("metric group cannot be empty");
        assertThatThrownBy(() -> take(1, report("training", -1, Map.of())))
                .hasMessage("steps completed cannot be negative: -1");
        take(2, report("training", 1, Map.of()));
        assertThatThrownBy(() -> take(1, report("training", 2, Map.of())))
                .isInstanceOf(Conflict.class)
                .hasMessage("invalid run id, 1 (reported) != 2 (expected)");
    }

    @Test
    void theFirstReportOfANewRunArchivesWhatItOvertakes() {
        for (var steps : List.of(100, 200, 300)) {
            take(1, report("training", steps, Map.of("loss", (double) steps)));
            take(1, report("validation", steps, Map.of("val_loss", (double) steps)));
            take(1, report("custom", steps, Map.of("x", (double) steps)));
        }
        take(2, report("training", 200, Map.of("loss", 7.0)));
        assertThat(steps("training")).containsExactly(100L, 200L);
        assertThat(steps("validation")).containsExactly(100L, 200L);
        assertThat(steps("custom")).containsExactly(100L, 200L);
        assertThat(values("training", 200)).containsOnly(entry("loss", 7.0));
        var summary = metrics.summary(TRIAL);
        assertThat(summary.get("training").get("loss"))
                .isEqualTo(new MetricSummary("number", 2, 107, 7, 100, 7.0, 200));
        assertThat(summary.get("validation").get("val_loss").max()).isEqualTo(200);
        // Only the first report archives, and only rows of earlier runs.
        take(2, report("training", 300, Map.of("loss", 6.0)));
        take(2, report("training", 150, Map.of("loss", 8.0)));
        assertThat(steps("training")).containsExactly(100L, 150L, 200L, 300L);
    }

    @Test
    void whatANewRunTellsOfSeveralBatchesOvertakesReportsOfSomeOfThem() {
        var one = Map.<String, Object>of("loss", 1.0);
        take(1, batches(20, List.of(one, one)));
        take(1, report("validation", 20, Map.of("val_loss", 3.0)));
        take(1, batches(21, List.of(one)));
        take(1, report("validation", 22, Map.of("val_loss", 2.0)));
        take(2, batches(23, List.of(one, one, one)));
        assertThat(steps("training")).containsExactly(20L, 23L);
        assertThat(steps("validation")).containsExactly(20L);
    }

    @Test
    void aLaterRunsRowTakesThePlaceOfAnEarlierOne() {
        take(1, report("validation", 100, Map.of("val_loss", 3.0)));
        take(2, report("training", 200, Map.of("loss", 1.0)));
        take(2, report("validation", 100, Map.of("val_loss", 2.0)));
        assertThat(values("validation", 100)).containsOnly(entry("val_loss", 2.0));
        assertThat(metrics.summary(TRIAL).get("validation").get("val_loss").count()).isEqualTo(1);
    }

    @Test
    void aGroupWhoseRowsAreAllArchivedHasNoSummary() {
        take(1, report("validation", 100, Map.of("val_loss", 3.0)));
        take(2, report("training", 10, Map.of("loss", 1.0)));
        assertThat(metrics.summary(TRIAL)).containsOnlyKeys("training");
        assertThat(metrics.latestValidation(TRIAL)).isEmpty();
    }

    @Test
    void summariesCountWhatIsThere() {
        take(
                1,
                report(
                        "training",
                        10,
                        Map.of("loss", 3.0, "name", "a", "map", Map.of(), "list", List.of(1))),
                report("training", 20, Map.of("loss", 1.0, "name", "b", "flag", true)),
                report("training", 15, Map.of("loss", 2.0)));
        var summary = metrics.summary(TRIAL).get("training");
        assertThat(summary.get("loss")).isEqualTo(new MetricSummary("number", 3, 6, 1, 3, 1.0, 20));
        assertThat(summary.get("loss").mean()).isEqualTo(2);
        assertThat(summary.get("name").last()).isEqualTo("b");
        assertThat(summary.values().stream().map(MetricSummary::type))
                .containsExactlyInAnyOrder("number", "string", "object", "array", "boolean");
    }

    @Test
    void seriesAreThinnedAndKeepTheirSpikes() {
        var reports = new ArrayList<MetricsReport>();
        for (var step = 1; step <= 5000; step++) {
            reports.add(
                    report(
                            "training",
                            step,
                            Map.of("loss", step == 2345 ? 99.0 : 1.0 / step, "other", 1)));
        }
        take(1, reports.toArray(MetricsReport[]::new));
        var series =
                metrics.series(TRIAL, "training", Optional.of(Set.of("loss")), StepRange.ALL, 100);
        assertThat(series).containsOnlyKeys("loss");
        var loss = series.get("loss");
        assertThat(loss).hasSizeLessThanOrEqualTo(100).hasSizeGreaterThan(60);
        assertThat(loss.stream().map(Point::steps)).contains(2345L, 5000L).isSorted();
        var part = metrics.series(TRIAL, "training", Optional.empty(), new StepRange(10, 12), 100);
        assertThat(part).containsOnlyKeys("loss", "other");
        assertThat(part.get("other")).hasSize(3);
        assertThatThrownBy(
                        () -> metrics.series(TRIAL, "training", Optional.empty(), StepRange.ALL, 2))
                .isInstanceOf(InvalidRequest.class);
    }

    @Test
    void aSeriesThatIsKeptTellsWhatTheDatabaseTells() {
        var seed = System.nanoTime();
        System.out.println("MetricsContract: seed " + seed);
        var dice = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var kept = new Metrics(database, new SeriesCache(3, 60));
        var run = 1;
        var last = 0L;
        for (var turn = 0; turn < 200; turn++) {
            var trial = dice.nextBoolean() ? TRIAL : OTHER;
            switch (dice.nextInt(6)) {
                case 0 -> {
                    run++;
                    last = Math.max(0, last - dice.nextInt(6));
                }
                case 1 -> {
                    var gone = trial;
                    database.execute(handle -> kept.forget(handle, gone, 1000));
                }
                default -> last++;
            }
            var number = run;
            // The same step again is another metric of it.
            var report = report("training", last, Map.of("m" + turn % 3, (double) turn));
            try {
                database.execute(handle -> kept.take(handle, trial, number, report));
            } catch (Conflict known) {
                assertThat(known).hasMessageContaining("overwriting");
            }
            for (var each : List.of(TRIAL, OTHER)) {
                var names =
                        dice.nextBoolean()
                                ? Optional.<Set<String>>empty()
                                : Optional.of(Set.of("m1"));
                var range = dice.nextInt(4) > 0 ? StepRange.ALL : new StepRange(2, 5);
                assertThat(kept.series(each, "training", names, range, 1000))
                        .as("turn %d", turn)
                        .isEqualTo(
                                new Metrics(database).series(each, "training", names, range, 1000));
            }
        }
    }

    @Test
    void aLookAtASeriesKeepsNothingThatChangedMeanwhile() {
        var cache = new SeriesCache(1, 10);
        var key = new SeriesCache.Key(TRIAL, "training", Optional.empty());
        var read =
                new SeriesCache.Kept(
                        Map.of("loss", List.of(new Point(5, TIME, Optional.empty(), 1.0))), 5);
        var overtaken = cache.begin(key);
        cache.changed(TRIAL, "training", 5);
        assertThat(cache.end(overtaken, read)).isFalse();
        assertThat(cache.knows(key)).isFalse();
        var untouched = cache.begin(key);
        cache.changed(TRIAL, "training", 6);
        cache.changed(TRIAL, "validation", 1);
        cache.changed(OTHER, "training", 1);
        assertThat(cache.end(untouched, read)).isTrue();
        assertThat(cache.knows(key)).isTrue();
        cache.changed(TRIAL, "training", 5);
        assertThat(cache.knows(key)).isFalse();
    }

    @Test
    void validationsAreFoundByTheirValue() {
        assertThat(metrics.latestValidation(TRIAL)).isEmpty();
        take(
                1,
                report("validation", 10, Map.of("acc", 0.5, "x", "text")),
                report("validation", 20, Map.of("acc", 0.9)),
                report("validation", 30, Map.of("acc", 0.9)),
                report("validation", 40, Map.of("acc", Double.NaN)));
        assertThat(metrics.latestValidation(TRIAL).orElseThrow().steps()).isEqualTo(40);
        assertThat(metrics.bestValidation(TRIAL, "acc", false).orElseThrow().steps()).isEqualTo(20);
        assertThat(metrics.bestValidation(TRIAL, "acc", true).orElseThrow().steps()).isEqualTo(10);
        assertThat(metrics.bestValidation(TRIAL, "x", true)).isEmpty();
        assertThat(metrics.bestValidation(TRIAL, "nosuch", true)).isEmpty();
    }

    @Test
    void listsComeInPagesBothWays() {
        for (var steps = 1; steps <= 5; steps++) {
            take(
                    1,
                    report("training", steps, Map.of("a", 1)),
                    report("validation", steps, Map.of("b", 1)));
        }
        var newest =
                new MetricQuery(Optional.of("training"), Batches.LEFT_OUT, Order.DESCENDING, 1, 2);
        assertThat(metrics.list(TRIAL, newest))
                .extracting(MetricRow::steps)
                .containsExactly(4L, 3L);
        var all = new MetricQuery(Optional.empty(), Batches.LEFT_OUT, Order.ASCENDING, 0, 3);
        assertThat(metrics.list(TRIAL, all))
                .extracting(row -> row.report().group() + row.steps())
                .containsExactly("training1", "validation1", "training2");
    }

    /**
     * Random reports in random order and groupings, some again: what is kept is always the same.
     */
    @Test
    void howReportsAreGroupedDoesNotMatter() {
        var seed = System.nanoTime();
        System.out.println("MetricsContract seed " + seed);
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var reports = new ArrayList<MetricsReport>();
        for (var i = 0; i < 60; i++) {
            var steps = random.nextInt(20);
            var name = "m" + random.nextInt(3);
            reports.add(report("training", steps, Map.of(name, steps * 2.0)));
        }
        take(1, reports.toArray(MetricsReport[]::new));
        for (var at = 0; at < reports.size(); ) {
            var end = Math.min(reports.size(), at + 1 + random.nextInt(7));
            takeOf(OTHER, reports.subList(Math.max(0, at - 2), end));
            at = end;
        }
        assertThat(metrics.list(OTHER, MetricQuery.ALL).stream().map(row -> row.report().values()))
                .containsExactlyElementsOf(
                        metrics.list(TRIAL, MetricQuery.ALL).stream()
                                .map(row -> row.report().values())
                                .toList());
        assertThat(metrics.summary(OTHER)).isEqualTo(metrics.summary(TRIAL));
    }

    private void take(int run, MetricsReport... reports) {
        database.execute(handle -> metrics.takeAll(handle, TRIAL, run, List.of(reports)));
    }

    private void takeOf(TrialId trial, List<MetricsReport> reports) {
        database.execute(handle -> metrics.takeAll(handle, trial, 1, reports));
    }

    private static MetricsReport report(String group, long steps, Map<String, Object> values) {
        return new MetricsReport(group, steps, TIME, values, List.of(), Optional.empty());
    }

    private static MetricsReport batches(long steps, List<Map<String, Object>> batches) {
        return new MetricsReport("training", steps, TIME, Map.of(), batches, Optional.empty());
    }

    private Map<String, Object> values(String group, long steps) {
        return metrics.find(TRIAL, group, steps).orElseThrow().report().values();
    }

    private List<Long> steps(String group) {
        var query = new MetricQuery(Optional.of(group), Batches.LEFT_OUT, Order.ASCENDING, 0, 0);
        return metrics.list(TRIAL, query).stream().map(MetricRow::steps).toList();
    }
}
