package ai.resolute.master.metrics;

import ai.resolute.master.id.TrialId;
import ai.resolute.master.metrics.MetricQuery.Batches;
import ai.resolute.master.metrics.MetricQuery.Order;
import ai.resolute.master.store.column.JsonColumn;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jdbi.v3.core.statement.Query;

/** The tables of metrics. */
final class MetricStore {
    private static final String COLUMNS =
            "SELECT id, trial_id, metric_group, steps, run_id, archived, time, epoch, body";

    OptionalInt newestRun(Handle handle, TrialId trial) {
        return handle
                .createQuery("SELECT run_id FROM metric_runs WHERE trial_id = :trial")
                .bind("trial", trial.value())
                .mapTo(Integer.class)
                .stream()
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    /** Removes so many rows of a trial at most, and all that is known of it with the last ones. */
    int delete(Handle handle, TrialId trial, int most) {
        var removed =
                handle.createUpdate(
                                """
                                DELETE FROM metrics WHERE id IN
                                    (SELECT id FROM metrics WHERE trial_id = :trial LIMIT :most)
                                """)
                        .bind("trial", trial.value())
                        .bind("most", most)
                        .execute();
        if (removed < most) {
            for (var table : List.of("metric_runs", "metric_summaries")) {
                handle.createUpdate("DELETE FROM " + table + " WHERE trial_id = :trial")
                        .bind("trial", trial.value())
                        .execute();
            }
        }
        return removed;
    }

    void saveNewestRun(Handle handle, TrialId trial, int run) {
        handle.createUpdate(
                        """
                        INSERT INTO metric_runs (trial_id, run_id) VALUES (:trial, :run)
                        ON CONFLICT (trial_id) DO UPDATE SET run_id = excluded.run_id
                        """)
                .bind("trial", trial.value())
                .bind("run", run)
                .execute();
    }

    void insert(Handle handle, Collection<MetricRow> rows) {
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO metrics
                            (id, trial_id, metric_group, steps, run_id, archived, time, epoch, body, batches)
                        VALUES (:id, :trial, :group, :steps, :run, 0, :time, :epoch, :body, :batches)
                        """);
        for (var row : rows) {
            var report = row.report();
            batch.bind("id", row.id())
                    .bind("trial", row.trial().value())
                    .bind("group", report.group())
                    .bind("steps", row.steps())
                    .bind("run", row.runId())
                    .bind("time", Times.micros(row.time()))
                    .bind("epoch", report.epoch().orElse(null))
                    .bind("body", JsonColumn.write(report.values()))
                    .bind("batches", JsonColumn.write(report.batches()))
                    .add();
        }
        batch.execute();
    }

    void update(Handle handle, Collection<MetricRow> rows) {
        var batch =
                handle.prepareBatch(
                        """
                        UPDATE metrics SET epoch = :epoch, body = :body, batches = :batches WHERE id = :id
                        """);
        for (var row : rows) {
            batch.bind("id", row.id())
                    .bind("epoch", row.report().epoch().orElse(null))
                    .bind("body", JsonColumn.write(row.report().values()))
                    .bind("batches", JsonColumn.write(row.report().batches()))
                    .add();
        }
        batch.execute();
    }

    void archive(Handle handle, Collection<MetricRow> rows) {
        var batch = handle.prepareBatch("UPDATE metrics SET archived = 1 WHERE id = :id");
        rows.forEach(row -> batch.bind("id", row.id()).add());
        batch.execute();
    }

    void archiveFrom(Handle handle, TrialId trial, String group, long steps) {
        handle.createUpdate(
                        """
                        UPDATE metrics SET archived = 1
                        WHERE trial_id = :trial AND metric_group = :group AND steps >= :steps AND archived = 0
                        """)
                .bind("trial", trial.value())
                .bind("group", group)
                .bind("steps", steps)
                .execute();
    }

    /** The groups that have summaries, which are those that ever had rows. */
    List<String> groups(Handle handle, TrialId trial) {
        return handle.createQuery(
                        """
                        SELECT metric_group FROM metric_summaries WHERE trial_id = :trial ORDER BY metric_group
                        """)
                .bind("trial", trial.value())
                .mapTo(String.class)
                .list();
    }

    /** Rows that count, with the values of their batches. */
    List<MetricRow> inRange(Handle handle, TrialId trial, String group, StepRange range) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                , batches FROM metrics
                                WHERE trial_id = :trial AND metric_group = :group
                                  AND steps BETWEEN :first AND :last AND archived = 0
                                """)
                .bind("trial", trial.value())
                .bind("group", group)
                .bind("first", range.first())
                .bind("last", range.last())
                .map((row, context) -> row(row, JsonColumn.readMaps(row.getString("batches"))))
                .list();
    }

    /** Rows that count, by step, without their batches; they are not held in memory. */
    void each(
            Handle handle,
            TrialId trial,
            String group,
            StepRange range,
            Consumer<MetricRow> consumer) {
        counting(handle, COLUMNS, trial, group, range)
                .map((row, context) -> row(row, List.of()))
                .forEach(consumer);
    }

    /** The numbers of rows that count, by step: as {@link #each}, for very many rows. */
    void eachNumber(
            Handle handle,
            TrialId trial,
            String group,
            StepRange range,
            BiConsumer<String, Point> consumer) {
        counting(handle, "SELECT steps, time, epoch, body", trial, group, range)
                .scanResultSet((rows, _) -> {
                    try (var found = rows.get()) {
                        while (found.next()) {
                            points(found, consumer);
                        }
                    }
                    return true;
                });
    }

    private static Query counting(
            Handle handle, String columns, TrialId trial, String group, StepRange range) {
        return handle.createQuery(
                        columns
                                + """
                                 FROM metrics
                                WHERE trial_id = :trial AND metric_group = :group
                                  AND steps BETWEEN :first AND :last AND archived = 0
                                ORDER BY steps
                                """)
                .bind("trial", trial.value())
                .bind("group", group)
                .bind("first", range.first())
                .bind("last", range.last())
                .setFetchSize(1000);
    }

    private static void points(ResultSet row, BiConsumer<String, Point> consumer)
            throws SQLException {
        var steps = row.getLong(1);
        var time = Times.instant(row.getLong(2));
        var number = row.getDouble(3);
        var epoch = row.wasNull() ? Optional.<Double>empty() : Optional.of(number);
        JsonColumn.eachMember(
                row.getString(4),
                (name, value) ->
                        JsonValues.number(value)
                                .ifPresent(found ->
                                        consumer.accept(
                                                name, new Point(steps, time, epoch, found))));
    }

    List<MetricRow> list(Handle handle, TrialId trial, MetricQuery query) {
        var whole = query.batches() == Batches.INCLUDED;
        var direction = query.order() == Order.ASCENDING ? "ASC" : "DESC";
        return handle.createQuery(
                        COLUMNS
                                + (whole ? ", batches" : "")
                                + """
                                 FROM metrics
                                WHERE trial_id = :trial AND archived = 0 AND metric_group IN (<groups>)
                                ORDER BY steps <direction>, id <direction> LIMIT :limit OFFSET :offset
                                """)
                .bind("trial", trial.value())
                .bindList(
                        EmptyHandling.NULL_KEYWORD,
                        "groups",
                        query.group().map(List::of).orElseGet(() -> groups(handle, trial)))
                .define("direction", direction)
                .bind("limit", query.limit() == 0 ? Integer.MAX_VALUE : query.limit())
                .bind("offset", query.offset())
                .map((row, context) ->
                        row(row, whole ? JsonColumn.readMaps(row.getString("batches")) : List.of()))
                .list();
    }

    Optional<MetricRow> newest(Handle handle, TrialId trial, String group) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                 FROM metrics
                                WHERE trial_id = :trial AND metric_group = :group AND archived = 0
                                ORDER BY steps DESC LIMIT 1
                                """)
                .bind("trial", trial.value())
                .bind("group", group)
                .map((row, context) -> row(row, List.of()))
                .findOne();
    }

    Optional<GroupSummary> summary(Handle handle, TrialId trial, String group) {
        return handle.createQuery(
                        """
                        SELECT body FROM metric_summaries WHERE trial_id = :trial AND metric_group = :group
                        """)
                .bind("trial", trial.value())
                .bind("group", group)
                .mapTo(String.class)
                .findOne()
                .map(GroupSummary::parse);
    }

    /** Of all groups that ever had rows, by their names. */
    Map<String, GroupSummary> summaries(Handle handle, TrialId trial) {
        var summaries = new LinkedHashMap<String, GroupSummary>();
        handle.createQuery(
                        """
                        SELECT metric_group, body FROM metric_summaries WHERE trial_id = :trial
                        ORDER BY metric_group
                        """)
                .bind("trial", trial.value())
                .map((row, _) ->
                        Map.entry(
                                row.getString("metric_group"),
                                GroupSummary.parse(row.getString("body"))))
                .forEach(found -> summaries.put(found.getKey(), found.getValue()));
        return summaries;
    }

    void saveSummary(Handle handle, TrialId trial, String group, GroupSummary summary) {
        handle.createUpdate(
                        """
                        INSERT INTO metric_summaries (trial_id, metric_group, body) VALUES (:trial, :group, :body)
                        ON CONFLICT (trial_id, metric_group) DO UPDATE SET body = excluded.body
                        """)
                .bind("trial", trial.value())
                .bind("group", group)
                .bind("body", summary.toJson())
                .execute();
    }

    private static MetricRow row(ResultSet row, List<Map<String, Object>> batches)
            throws SQLException {
        var number = row.getDouble("epoch");
        var epoch = row.wasNull() ? Optional.<Double>empty() : Optional.of(number);
        var report =
                new MetricsReport(
                        row.getString("metric_group"),
                        row.getLong("steps"),
                        Times.instant(row.getLong("time")),
                        JsonColumn.readMap(row.getString("body")),
                        batches,
                        epoch);
        return new MetricRow(
                row.getLong("id"),
                new TrialId(row.getInt("trial_id")),
                row.getInt("run_id"),
                report,
                row.getInt("archived") == 1);
    }
}
