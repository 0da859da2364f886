package ai.resolute.master.log;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.log.LogFilter.Order;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The table of log lines. */
final class LogStore {
    int delete(Handle handle, TaskId task, int most) {
        return handle.createUpdate(
                        """
                        DELETE FROM log_lines WHERE task_id = :task AND id IN
                            (SELECT id FROM log_lines WHERE task_id = :task ORDER BY id LIMIT :most)
                        """)
                .bind("task", task.value())
                .bind("most", most)
                .execute();
    }

    void insert(
            Handle handle,
            TaskId task,
            Optional<AllocationId> allocation,
            long first,
            List<LogLine> lines) {
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO log_lines (task_id, id, allocation_id, time, source, level, rank, text)
                        VALUES (:task, :id, :allocation, :time, :source, :level, :rank, :text)
                        """);
        var id = first;
        for (var line : lines) {
            batch.bind("task", task.value())
                    .bind("id", id++)
                    .bind("allocation", allocation.map(AllocationId::value).orElse(null))
                    .bind("time", Times.micros(line.time()))
                    .bind("source", line.source().name())
                    .bind("level", line.level().map(Enum::name).orElse(null))
                    .bind("rank", line.rank().orElse(null))
                    .bind("text", LogText.encode(line.text()))
                    .add();
        }
        batch.execute();
    }

    /** Lines after one, as far as the filter and its page want them. */
    List<LogEntry> list(Handle handle, TaskId task, LogFilter filter, long after) {
        var page = filter.page();
        var order = page.order() == Order.OLDEST_FIRST ? "ASC" : "DESC";
        var query =
                handle.createQuery(
                        "SELECT * FROM log_lines WHERE task_id = :task AND id > :after"
                                + conditions(filter)
                                + " ORDER BY id "
                                + order
                                + " LIMIT :limit OFFSET :offset");
        query.bind("task", task.value())
                .bind("after", after)
                .bind("limit", page.limit() == 0 ? Integer.MAX_VALUE : page.limit())
                .bind("offset", page.offset());
        bind(query, filter);
        var entries = query.map((row, context) -> read(row)).list();
        return page.order() == Order.TAIL ? entries.reversed() : entries;
    }

    private static String conditions(LogFilter filter) {
        var sql = new StringBuilder();
        sql.append(filter.levels().isEmpty() ? "" : " AND level IN (<levels>)");
        sql.append(filter.ranks().isEmpty() ? "" : " AND rank IN (<ranks>)");
        sql.append(filter.sources().isEmpty() ? "" : " AND source IN (<sources>)");
        filter.search()
                .ifPresent(_ -> sql.append(" AND lower(text) LIKE lower(:search) ESCAPE '!'"));
        filter.window().from().ifPresent(_ -> sql.append(" AND time >= :from"));
        filter.window().to().ifPresent(_ -> sql.append(" AND time < :to"));
        return sql.toString();
    }

    private static void bind(Query query, LogFilter filter) {
        if (!filter.levels().isEmpty()) {
            query.bindList("levels", filter.levels().stream().map(Enum::name).toList());
        }
        if (!filter.ranks().isEmpty()) {
            query.bindList("ranks", List.copyOf(filter.ranks()));
        }
        if (!filter.sources().isEmpty()) {
            query.bindList("sources", filter.sources().stream().map(Enum::name).toList());
        }
        filter.search().ifPresent(text -> query.bind("search", pattern(text)));
        filter.window().from().ifPresent(from -> query.bind("from", Times.micros(from)));
        filter.window().to().ifPresent(to -> query.bind("to", Times.micros(to)));
    }

    private static String pattern(String text) {
        var literal = text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        return "%" + LogText.encode(literal) + "%";
    }

    private static LogEntry read(ResultSet row) throws SQLException {
        var number = row.getInt("rank");
        var rank = row.wasNull() ? Optional.<Integer>empty() : Optional.of(number);
        var line =
                new LogLine(
                        Times.instant(row.getLong("time")),
                        LogSource.valueOf(row.getString("source")),
                        LogText.decode(row.getString("text")),
                        Optional.ofNullable(row.getString("level")).map(LogLevel::valueOf),
                        rank);
        return new LogEntry(
                new TaskId(row.getString("task_id")),
                row.getLong("id"),
                Optional.ofNullable(row.getString("allocation_id")).map(AllocationId::new),
                line);
    }
}
