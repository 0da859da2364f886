package ai.resolute.master.trial;

import ai.resolute.master.duty.Decisions;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.Latest;
import ai.resolute.master.store.VersionClash;
import ai.resolute.master.store.column.JsonColumn;
import ai.resolute.master.store.column.RecordColumn;
import ai.resolute.master.store.column.Times;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.failure.Attempts;
import ai.resolute.master.trial.report.Report;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The table {@code trials}. */
final class TrialStore implements Decisions.Rows<TrialId, Trial> {
    private final Latest<TrialId, Trial> latest = new Latest<>();
    private final Latest<TaskId, Trial> latestByTask = new Latest<>();

    void insert(Handle handle, Trial trial) {
        handle.createUpdate(
                        """
                        INSERT INTO trials (id, experiment_id, task_id, origin, state, live,
                            attempts, created_at, warm_start, version, measured)
                        VALUES (:id, :experiment, :task, :origin, :state, 1,
                            :attempts, :created, :warmStart, :version, 1)
                        """)
                .bind("id", trial.id().value())
                .bind("experiment", trial.origin().experiment().value())
                .bind("task", trial.origin().task().value())
                .bind("origin", RecordColumn.write(TrialOrigin.class, trial.origin()))
                .bind("state", RecordColumn.write(TrialState.class, trial.state()))
                .bind("attempts", RecordColumn.write(Attempts.class, trial.attempts()))
                .bind("created", Times.micros(trial.createdAt()))
                .bind("warmStart", trial.origin().warmStart().map(String::valueOf).orElse(null))
                .bind("version", trial.version())
                .execute();
        remember(handle, trial);
    }

    private static Optional<Ended> end(Trial trial) {
        return trial.state() instanceof Ended end ? Optional.of(end) : Optional.empty();
    }

    /** The kind of failure that it ended with. */
    private static Optional<String> failure(Trial trial) {
        return end(trial)
                .map(Ended::ending)
                .filter(ending -> ending.outcome() == Ending.Outcome.ERRORED)
                .map(Ending::kind);
    }

    private void remember(Handle handle, Trial saved) {
        if (saved.live()) {
            latest.saved(handle, saved.id(), saved);
            latestByTask.saved(handle, saved.origin().task(), saved);
        } else {
            latest.over(handle, saved.id(), saved);
            latestByTask.over(handle, saved.origin().task(), saved);
        }
    }

    private Trial found(Handle handle, Trial read) {
        if (read.live()) {
            latest.found(handle, read.id(), read);
            latestByTask.found(handle, read.origin().task(), read);
        }
        return read;
    }

    /** Saves state and attempts over the version that was read. */
    @Override
    public void save(Handle handle, Trial trial) {
        var saved =
                handle.createUpdate(
                                """
                                UPDATE trials SET state = :state, attempts = :attempts, goal = :goal,
                                    live = :live, outcome = :outcome, ended_at = :ended,
                                    restarts = :restarts, failure = :failure,
                                    version = :version + 1
                                WHERE id = :id AND version = :version
                                """)
                        .bind("state", RecordColumn.write(TrialState.class, trial.state()))
                        .bind("attempts", RecordColumn.write(Attempts.class, trial.attempts()))
                        .bind("goal", trial.goal().map(TrialStore::words).orElse(null))
                        .bind("live", trial.live() ? 1 : 0)
                        .bind(
                                "outcome",
                                end(trial).map(end -> end.ending().outcome().name()).orElse(null))
                        .bind("ended", end(trial).map(end -> Times.micros(end.at())).orElse(null))
                        .bind("restarts", trial.attempts().restarts())
                        .bind("failure", failure(trial).orElse(null))
                        .bind("version", trial.version())
                        .bind("id", trial.id().value())
                        .execute();
        if (saved == 0) {
            latest.forget(trial.id());
            latestByTask.forget(trial.origin().task());
            throw new VersionClash("trial " + trial.id(), trial.version());
        }
        remember(handle, trial.atVersion(trial.version() + 1));
    }

    @Override
    public Optional<Trial> latest(TrialId id) {
        return latest.find(id);
    }

    @Override
    public Optional<Trial> find(Handle handle, TrialId id) {
        return latest.find(handle, id)
                .or(() ->
                        handle.createQuery("SELECT * FROM trials WHERE id = :id")
                                .bind("id", id.value())
                                .map(TrialStore::row)
                                .findOne()
                                .map(read -> found(handle, read)));
    }

    Optional<Trial> latest(TaskId task) {
        return latestByTask.find(task);
    }

    Optional<Trial> find(Handle handle, TaskId task) {
        return latestByTask
                .find(handle, task)
                .or(() ->
                        handle.createQuery("SELECT * FROM trials WHERE task_id = :task")
                                .bind("task", task.value())
                                .map(TrialStore::row)
                                .findOne()
                                .map(read -> found(handle, read)));
    }

    Optional<Trial> first(Handle handle, ExperimentId experiment) {
        return handle.createQuery(
                        "SELECT * FROM trials WHERE experiment_id = :id ORDER BY id LIMIT 1")
                .bind("id", experiment.value())
                .map(TrialStore::row)
                .findOne();
    }

    void saveOrigin(Handle handle, TrialId id, TrialOrigin origin) {
        handle.createUpdate("UPDATE trials SET origin = :origin WHERE id = :id")
                .bind("origin", RecordColumn.write(TrialOrigin.class, origin))
                .bind("id", id.value())
                .execute();
        latest.over(handle, id);
        latestByTask.over(handle, origin.task());
    }

    void delete(Handle handle, TrialId id) {
        for (var statement :
                List.of(
                        "DELETE FROM log_matches WHERE trial_id = :id",
                        "DELETE FROM trials WHERE id = :id")) {
            handle.createUpdate(statement).bind("id", id.value()).execute();
        }
        latest.over(handle, id);
        latestByTask.removed(handle, _ -> true);
    }

    /** In the order of their numbers. */
    List<Trial> list(Handle handle, ExperimentId experiment) {
        return handle.createQuery("SELECT * FROM trials WHERE experiment_id = :id ORDER BY id")
                .bind("id", experiment.value())
                .map(TrialStore::row)
                .list();
    }

    /** The trials that began from these checkpoints, of which there may not be too many. */
    Map<CheckpointId, List<TrialId>> begunFrom(Handle handle, List<CheckpointId> checkpoints) {
        var found = new LinkedHashMap<CheckpointId, List<TrialId>>();
        handle.createQuery(
                        """
                        SELECT warm_start, id FROM trials WHERE warm_start IN (<checkpoints>)
                        ORDER BY id
                        """)
                .bindList("checkpoints", checkpoints.stream().map(String::valueOf).toList())
                .map((row, _) ->
                        Map.entry(
                                CheckpointId.parse(row.getString("warm_start")),
                                new TrialId(row.getInt("id"))))
                .forEach(one ->
                        found.computeIfAbsent(one.getKey(), _ -> new ArrayList<>())
                                .add(one.getValue()));
        return found;
    }

    List<Trial> live(Handle handle, ExperimentId experiment) {
        return handle.createQuery(
                        "SELECT * FROM trials WHERE experiment_id = :id AND live = 1 ORDER BY id")
                .bind("id", experiment.value())
                .map(TrialStore::row)
                .list();
    }

    private static Trial row(ResultSet row, StatementContext context) throws SQLException {
        return new Trial(
                new TrialId(row.getInt("id")),
                RecordColumn.read(TrialOrigin.class, row.getString("origin")),
                RecordColumn.read(TrialState.class, row.getString("state")),
                RecordColumn.read(Attempts.class, row.getString("attempts")),
                Optional.ofNullable(row.getString("goal"))
                        .map(text -> RecordColumn.read(Goal.class, text)),
                Times.instant(row.getLong("created_at")),
                row.getLong("version"));
    }

    private static String words(Goal goal) {
        return RecordColumn.write(Goal.class, goal);
    }

    void progress(Handle handle, TrialId id, Report.Progress report) {
        handle.createUpdate(
                        """
                        UPDATE trials SET fraction = :fraction,
                            steps_completed = COALESCE(:steps, steps_completed),
                            length = COALESCE(:length, length),
                            batches_per_second = COALESCE(:speed, batches_per_second)
                        WHERE id = :id
                        """)
                .bind("fraction", report.fraction())
                .bind("steps", report.stepsCompleted().orElse(null))
                .bind("length", report.length().orElse(null))
                .bind("speed", report.batchesPerSecond().orElse(null))
                .bind("id", id.value())
                .execute();
    }

    void steps(Handle handle, TrialId id, long stepsCompleted) {
        handle.createUpdate("UPDATE trials SET steps_completed = :steps WHERE id = :id")
                .bind("steps", stepsCompleted)
                .bind("id", id.value())
                .execute();
    }

    void activity(Handle handle, TrialId id, String activity) {
        handle.createUpdate("UPDATE trials SET activity = :activity WHERE id = :id")
                .bind("activity", activity)
                .bind("id", id.value())
                .execute();
    }

    void environment(Handle handle, TrialId id, Report.Environment report) {
        handle.createUpdate("UPDATE trials SET environment = :environment WHERE id = :id")
                .bind("environment", JsonColumn.write(report.environment()))
                .bind("id", id.value())
                .execute();
    }

    Optional<TrialProgress> progress(Handle handle, TrialId id) {
        return handle.createQuery("SELECT * FROM trials WHERE id = :id")
                .bind("id", id.value())
                .map(TrialStore::progressRow)
                .findOne();
    }

    private static TrialProgress progressRow(ResultSet row, StatementContext context)
            throws SQLException {
        var length = row.getLong("length");
        var speed = row.getDouble("batches_per_second");
        return new TrialProgress(
                row.getLong("steps_completed"),
                row.getDouble("fraction"),
                length > 0 ? Optional.of(length) : Optional.empty(),
                speed > 0 ? Optional.of(speed) : Optional.empty(),
                Optional.ofNullable(row.getString("activity")),
                environment(row.getString("environment")));
    }

    private static Map<String, @Nullable Object> environment(@Nullable String json) {
        return json == null ? Map.of() : new LinkedHashMap<>(JsonColumn.readMap(json));
    }
}
