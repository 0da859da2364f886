import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.log.LogLine;
import ai.resolute.master.log.LogSource;
import ai.resolute.master.log.Logs;
import ai.resolute.master.metrics.Metrics;
import ai.resolute.master.metrics.MetricsReport;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.Databases;
import ai.resolute.master.store.column.JsonColumn;
import ai.resolute.master.store.column.Times;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * How quickly the stores take rows, beside one prepared INSERT over the same tables with the same
 * rows, transactions and settings. The stores also merge, number, archive and sum up; reading JSON
 * off the network is in neither. Rounds alternate; medians count.
 */
final class Ingest {
    private static final int TRIALS = 8;
    private static final int ROUNDS = 7;
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private static final String METRIC =
            """
            INSERT INTO metrics (id, trial_id, metric_group, steps, run_id, archived, time, epoch, body, batches)
            VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
            """;
    private static final String LINE =
            """
            INSERT INTO log_lines (task_id, id, allocation_id, time, source, level, rank, text)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    public static void main(String[] arguments) throws Exception {
        var rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40_000;
        System.out.printf("%nRows taken durably per second (%d rows a round, %d rounds)%n", rows, ROUNDS);
        System.out.printf("%-13s %6s %12s %12s %7s %6s%n", "kind", "group", "master", "raw SQLite", "ratio", "goal");
        var met = true;
        for (var group : List.of(2000, 100)) {
            met &= compare("metric rows", group, rows, Ingest::metrics, Ingest::rawMetrics);
            met &= compare("log lines", group, rows, Ingest::logs, Ingest::rawLogs);
        }
        System.exit(met ? 0 : 1);
    }

    /** Opens a database and takes all rows; only the taking is timed. Returns nanoseconds. */
    private interface Round {
        long run(Path file, Work work) throws Exception;
    }

    private record Work(int rows, int group) {
        /** Calls once a group with the number of its first row, and returns the nanoseconds. */
        long each(IntConsumer consumer) {
            var start = System.nanoTime();
            for (var first = 0; first < rows; first += group) {
                consumer.accept(first);
            }
            return System.nanoTime() - start;
        }
    }

    private static boolean compare(String kind, int group, int rows, Round master, Round raw)
            throws Exception {
        var ours = new ArrayList<Double>();
        var theirs = new ArrayList<Double>();
        for (var round = 0; round < ROUNDS; round++) {
            ours.add(perSecond(master, new Work(rows, group)));
            theirs.add(perSecond(raw, new Work(rows, group)));
        }
        var ratio = median(ours) / median(theirs);
        System.out.printf(
                "%-13s %6d %10.0f/s %10.0f/s %7.2f %6s%n",
                kind, group, median(ours), median(theirs), ratio, "0.30");
        return ratio >= 0.3;
    }

    private static double perSecond(Round round, Work work) throws Exception {
        var directory = Files.createTempDirectory("resolute-bench");
        try {
            var file = directory.resolve("resolute.db");
            Databases.sqlite(file).close();
            return work.rows() / (round.run(file, work) / 1e9);
        } finally {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static long metrics(Path file, Work work) {
        try (var database = Databases.sqlite(file)) {
            var metrics = new Metrics(database);
            return work.each(first -> takeMetrics(database, metrics, first, work.group()));
        }
    }

    private static void takeMetrics(Database database, Metrics metrics, int first, int count) {
        var reports = new ArrayList<MetricsReport>(count);
        for (var i = first; i < first + count; i++) {
            reports.add(new MetricsReport("training", step(i), TIME, values(i), List.of(), Optional.of(0.5)));
        }
        var trial = new TrialId(1 + first / count % TRIALS);
        database.execute(handle -> metrics.takeAll(handle, trial, 1, reports));
    }

    private static long logs(Path file, Work work) {
        try (var database = Databases.sqlite(file)) {
            var logs = new Logs(database, InstantSource.system());
            return work.each(first -> takeLogs(database, logs, first, work.group()));
        }
    }

    private static void takeLogs(Database database, Logs logs, int first, int count) {
        var lines = new ArrayList<LogLine>(count);
        for (var i = first; i < first + count; i++) {
            lines.add(new LogLine(TIME, LogSource.STDOUT, text(i), Optional.empty(), Optional.of(0)));
        }
        var task = new TaskId(task(first / count % TRIALS));
        database.execute(handle -> logs.take(handle, task, AllocationId.of(task, 1), lines));
    }

    private static long rawMetrics(Path file, Work work) throws SQLException {
        try (var connection = raw(file);
                var insert = connection.prepareStatement(METRIC)) {
            var start = System.nanoTime();
            for (var i = 0; i < work.rows(); i++) {
                insert.setLong(1, i + 1L);
                insert.setInt(2, 1 + i / work.group() % TRIALS);
                insert.setString(3, "training");
                insert.setLong(4, step(i));
                insert.setInt(5, 1);
                insert.setLong(6, Times.micros(TIME));
                insert.setDouble(7, 0.5);
                insert.setString(8, JsonColumn.write(values(i)));
                insert.setString(9, "[]");
                insert.addBatch();
                if ((i + 1) % work.group() == 0) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
            return System.nanoTime() - start;
        }
    }

    private static long rawLogs(Path file, Work work) throws SQLException {
        try (var connection = raw(file);
                var insert = connection.prepareStatement(LINE)) {
            var start = System.nanoTime();
            for (var i = 0; i < work.rows(); i++) {
                var task = task(i / work.group() % TRIALS);
                insert.setString(1, task);
                insert.setLong(2, i + 1L);
                insert.setString(3, task + ".1");
                insert.setLong(4, Times.micros(TIME));
                insert.setString(5, "STDOUT");
                insert.setString(6, null);
                insert.setInt(7, 0);
                insert.setString(8, text(i));
                insert.addBatch();
                if ((i + 1) % work.group() == 0) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
            return System.nanoTime() - start;
        }
    }

    private static Connection raw(Path file) throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private static long step(int row) {
        return row + 1L;
    }

    private static Map<String, Object> values(int row) {
        return Map.of("loss", 1.0 / (row + 1), "accuracy", row / 1e6, "learning_rate", 0.001);
    }

    private static String text(int row) {
        return "Epoch 3/10 " + row + "/1875 [=====>....] - ETA: 3s - loss: 0.2345 - accuracy: 0.9123";
    }

    private static String task(int trial) {
        return "1.7f6f1c4e-0000-4000-8000-00000000000" + trial;
    }
}
