package ai.resolute.master.trial.listing;

import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.column.Times;
import ai.resolute.master.trial.listing.TrialQuery.Direction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jdbi.v3.core.statement.SqlStatement;

/** The columns of the table {@code trials} that lists are made of. */
public final class FigureStore {
    /**
     * Behind every time that there is, and exact as a floating-point number: 2 to the 53rd. It
     * stands in an index, so that it must be written in the statement as it is there.
     */
    private static final String NEVER = "9007199254740992";

    /** The searcher's metric in a validation. */
    public record Value(double number, long steps) {}

    /** A new run begins with what it goes on from, so that this can be smaller than before. */
    public void measured(
            Handle handle, TrialId trial, Optional<Value> best, Optional<Double> latest) {
        handle.createUpdate(
                        """
                        UPDATE trials SET measured = 1, best = :best, best_steps = :steps, latest = :latest
                        WHERE id = :id
                        """)
                .bind("best", best.map(Value::number).orElse(null))
                .bind("steps", best.map(Value::steps).orElse(null))
                .bind("latest", latest.orElse(null))
                .bind("id", trial.value())
                .execute();
    }

    /** One more validation, whose metric was not a number. */
    public void validated(Handle handle, TrialId trial, long steps) {
        handle.createUpdate(
                        """
                        UPDATE trials SET steps_completed = :steps, latest = NULL WHERE id = :id
                        """)
                .bind("steps", steps)
                .bind("id", trial.value())
                .execute();
    }

    /** One more validation. */
    public void validated(Handle handle, TrialId trial, Value value, boolean smallerIsBetter) {
        handle.createUpdate(
                        """
                        UPDATE trials SET steps_completed = :steps, latest = :value,
                            best_steps = CASE WHEN best <better> :value THEN best_steps ELSE :steps END,
                            best = CASE WHEN best <better> :value THEN best ELSE :value END
                        WHERE id = :id
                        """)
                .define("better", smallerIsBetter ? "<=" : ">=")
                .bind("value", value.number())
                .bind("steps", value.steps())
                .bind("id", trial.value())
                .execute();
    }

    /** Its checkpoints take so many bytes more, or less. */
    public void stored(Handle handle, TrialId trial, long more) {
        handle.createUpdate(
                        """
                        UPDATE trials SET checkpoint_bytes = checkpoint_bytes + :more WHERE id = :id
                        """)
                .bind("more", more)
                .bind("id", trial.value())
                .execute();
    }

    /** What trials of an experiment ended with, those that failed first first. */
    List<Failed> failures(Handle handle, ExperimentId experiment) {
        return handle.createQuery(
                        """
                        SELECT failure, COUNT(*) AS trials, MAX(id) AS latest FROM trials
                        WHERE experiment_id = :experiment AND failure IS NOT NULL
                        GROUP BY failure ORDER BY MIN(id)
                        """)
                .bind("experiment", experiment.value())
                .map((row, _) ->
                        new Failed(
                                row.getString("failure"),
                                row.getInt("trials"),
                                new TrialId(row.getInt("latest"))))
                .list();
    }

    List<TrialLists.End> ended(Handle handle, ExperimentId experiment) {
        return handle.createQuery(
                        """
                        SELECT id, ended_at FROM trials
                        WHERE experiment_id = :experiment AND ended_at IS NOT NULL ORDER BY id
                        """)
                .bind("experiment", experiment.value())
                .map((row, _) ->
                        new TrialLists.End(
                                new TrialId(row.getInt("id")),
                                Times.instant(row.getLong("ended_at"))))
                .list();
    }

    List<TrialId> numbers(Handle handle, ExperimentId experiment) {
        return handle.createQuery(
                        "SELECT id FROM trials WHERE experiment_id = :experiment ORDER BY id")
                .bind("experiment", experiment.value())
                .mapTo(Integer.class)
                .map(TrialId::new)
                .list();
    }

    /** The step of the best validation of a trial. */
    public Optional<Long> bestSteps(Handle handle, TrialId trial) {
        return handle.createQuery(
                        "SELECT best_steps FROM trials WHERE id = :id AND best_steps IS NOT NULL")
                .bind("id", trial.value())
                .mapTo(Long.class)
                .findOne();
    }

    Optional<Place> best(Handle handle, ExperimentId experiment, boolean smallerIsBetter) {
        return handle.createQuery(
                        """
                        SELECT id, best FROM trials WHERE experiment_id = :experiment AND best IS NOT NULL
                        ORDER BY best <direction>, id LIMIT 1
                        """)
                .define("direction", smallerIsBetter ? "ASC" : "DESC")
                .bind("experiment", experiment.value())
                .map((row, _) -> new Place(row.getDouble("best"), new TrialId(row.getInt("id"))))
                .findOne();
    }

    int countShown(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT COUNT(*) FROM trials JOIN experiments ON experiments.id = experiment_id
                        WHERE archived = 0
                        """)
                .mapTo(Integer.class)
                .one();
    }

    List<TrialId> listShown(Handle handle, Direction direction, int offset, int limit) {
        return handle.createQuery(
                        """
                        SELECT trials.id FROM trials JOIN experiments ON experiments.id = experiment_id
                        WHERE archived = 0 ORDER BY trials.id <direction> LIMIT :limit OFFSET :offset
                        """)
                .define("direction", direction == Direction.ASCENDING ? "ASC" : "DESC")
                .bind("limit", limit)
                .bind("offset", offset)
                .mapTo(Integer.class)
                .map(TrialId::new)
                .list();
    }

    /** How many trials are from before there were figures. */
    public int countUnmeasured(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM trials WHERE measured = 0")
                .mapTo(Integer.class)
                .one();
    }

    /** Some trials from before there were figures. */
    public List<TrialId> unmeasured(Handle handle, int most) {
        return handle.createQuery(
                        "SELECT id FROM trials WHERE measured = 0 ORDER BY id LIMIT :most")
                .bind("most", most)
                .mapTo(Integer.class)
                .map(TrialId::new)
                .list();
    }

    /** How many there are in all; trials that are named have no outcome, so that none is two. */
    public int count(Handle handle, TrialQuery query) {
        var outcomes = query.wanted().map(wanted -> List.copyOf(wanted.outcomes()));
        var counted =
                handle.createQuery(
                                "SELECT COUNT(*) FROM trials WHERE experiment_id = :experiment"
                                        + (outcomes.isEmpty()
                                                ? ""
                                                : " AND outcome IN (<outcomes>)"))
                        .bind("experiment", query.experiment().value());
        outcomes.ifPresent(some -> counted.bindList(EmptyHandling.NULL_KEYWORD, "outcomes", some));
        return counted.mapTo(Integer.class).one()
                + query.wanted().map(wanted -> wanted.trials().size()).orElse(0);
    }

    /** Some of them, in their order, from a number of them on. */
    public List<Place> list(Handle handle, TrialQuery query, int offset, int limit, Instant now) {
        return list(handle, query, "", now, limit, select -> select.bind("offset", offset));
    }

    /** Some of them, in their order, behind a place. */
    public List<Place> listBehind(
            Handle handle, TrialQuery query, Place place, int limit, Instant now) {
        var behind =
                " AND (<key>, id) %s (:place, :trial)"
                        .formatted(query.direction() == Direction.ASCENDING ? ">" : "<");
        return list(
                handle,
                query,
                behind,
                now,
                limit,
                select ->
                        select.bind("place", place.key())
                                .bind("trial", place.trial().value())
                                .bind("offset", 0));
    }

    private static List<Place> list(
            Handle handle,
            TrialQuery query,
            String behind,
            Instant now,
            int limit,
            java.util.function.Consumer<SqlStatement<?>> binder) {
        var select =
                handle.createQuery(
                                "SELECT id, <key> AS sorted FROM trials WHERE experiment_id = :experiment"
                                        + condition(query)
                                        + behind
                                        + " ORDER BY <key> <direction>, id <direction> LIMIT :limit OFFSET :offset")
                        .define("key", expression(query.key()))
                        .define(
                                "direction",
                                query.direction() == Direction.ASCENDING ? "ASC" : "DESC")
                        .bind("limit", limit);
        bindKey(select, query.key(), now);
        binder.accept(select);
        return bound(select, query)
                .map((row, _) -> new Place(row.getDouble("sorted"), new TrialId(row.getInt("id"))))
                .list();
    }

    private static String condition(TrialQuery query) {
        return query.wanted().isEmpty() ? "" : " AND (outcome IN (<outcomes>) OR id IN (<trials>))";
    }

    private static <S extends SqlStatement<S>> S bound(S statement, TrialQuery query) {
        statement.bind("experiment", query.experiment().value());
        query.wanted()
                .ifPresent(wanted -> {
                    statement.bindList(
                            EmptyHandling.NULL_KEYWORD, "outcomes", List.copyOf(wanted.outcomes()));
                    statement.bindList(
                            EmptyHandling.NULL_KEYWORD,
                            "trials",
                            wanted.trials().stream().map(TrialId::value).toList());
                });
        return statement;
    }

    private static void bindKey(SqlStatement<?> select, TrialQuery.Key key, Instant now) {
        switch (key) {
            case BEST, LATEST -> select.bind("none", Double.POSITIVE_INFINITY);
            case SECONDS -> select.bind("none", Times.micros(now));
            case ID, STARTED, ENDED, OUTCOME, STEPS, RESTARTS, SIZE -> {}
        }
    }

    private static String expression(TrialQuery.Key key) {
        return switch (key) {
            case ID -> "id";
            case STARTED -> "created_at";
            case ENDED -> "COALESCE(ended_at, " + NEVER + ")";
            case OUTCOME ->
                    """
                    CASE COALESCE(outcome, '') WHEN '' THEN 4 WHEN 'CANCELED' THEN 2
                    WHEN 'ERRORED' THEN 3 ELSE 1 END\
                    """;
            case BEST -> "COALESCE(best, :none)";
            case LATEST -> "COALESCE(latest, :none)";
            case STEPS -> "steps_completed";
            case SECONDS -> "COALESCE(ended_at, :none) - created_at";
            case RESTARTS -> "restarts";
            case SIZE -> "checkpoint_bytes";
        };
    }
}
