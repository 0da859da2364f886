package ai.resolute.master.experiment;

import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.duty.Decisions;
import ai.resolute.master.experiment.journal.Journal;
import ai.resolute.master.experiment.journal.JournalStore;
import ai.resolute.master.experiment.journal.Tally;
import ai.resolute.master.experiment.submission.ContextStore;
import ai.resolute.master.experiment.submission.Submission;
import ai.resolute.master.experiment.submission.SubmissionKey;
import ai.resolute.master.experiment.submission.Submitter;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.store.Latest;
import ai.resolute.master.store.VersionClash;
import ai.resolute.master.store.column.RecordColumn;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The table {@code experiments}, and what belongs to its rows. */
final class ExperimentStore implements Decisions.Rows<ExperimentId, Experiment> {
    private static final int EITHER = 2;
    private static final String FITS =
            "(archived = :archived OR :archived = 2) AND (:everybody = 1 OR owner IN (<owners>))";

    private final Function<String, ExperimentConfig> parser;
    private final Map<ExperimentId, Known> configs = new ConcurrentHashMap<>();

    /** A configuration and the text that it was read from. */
    private record Known(String text, ExperimentConfig config) {}

    private final Latest<ExperimentId, Experiment> latest = new Latest<>();

    /** Those that are over, as lists read them last; a row of the same version has not changed. */
    private final Map<ExperimentId, Experiment> listed = new ConcurrentHashMap<>();

    private final JournalStore journals = new JournalStore();
    private final ContextStore contexts = new ContextStore();

    /** Reads configurations with this parser, each once. */
    ExperimentStore(Function<String, ExperimentConfig> parser) {
        this.parser = parser;
    }

    void insert(Handle handle, Experiment experiment, Submission submission) {
        var origin = experiment.origin();
        handle.createUpdate(
                        """
                        INSERT INTO experiments (id, owner, name, created_at, live, archived,
                            state, tally, submitter, config, config_text, key, parent_id, notes,
                            version)
                        VALUES (:id, :owner, :name, :created, 1, :archived,
                            :state, :tally, :submitter, :config, :text, :key, :parent, :notes,
                            :version)
                        """)
                .bind("id", experiment.id().value())
                .bind("owner", origin.owner().value())
                .bind("name", origin.config().name())
                .bind("created", Times.micros(origin.createdAt()))
                .bind("archived", experiment.archived() ? 1 : 0)
                .bind("state", RecordColumn.write(ExperimentState.class, experiment.state()))
                .bind("tally", RecordColumn.write(Tally.class, experiment.journal().tally()))
                .bind("submitter", submitter(origin))
                .bind("config", origin.config().tree().toJson())
                .bind("text", origin.configText())
                .bind("key", SubmissionKey.of(submission).orElse(null))
                .bind("parent", origin.parent().map(ExperimentId::value).orElse(null))
                .bind("notes", origin.notes())
                .bind("version", experiment.version())
                .execute();
        contexts.insert(handle, experiment.id(), submission.context());
        journals.insert(handle, experiment.id(), experiment.journal());
        remember(handle, experiment);
    }

    /** Saves what may change over the version that was read. */
    @Override
    public void save(Handle handle, Experiment experiment) {
        var before = find(handle, experiment.id()).orElseThrow();
        var saved =
                handle.createUpdate(
                                """
                                UPDATE experiments SET state = :state, tally = :tally, live = :live,
                                    archived = :archived, version = :version + 1
                                WHERE id = :id AND version = :version
                                """)
                        .bind(
                                "state",
                                RecordColumn.write(ExperimentState.class, experiment.state()))
                        .bind(
                                "tally",
                                RecordColumn.write(Tally.class, experiment.journal().tally()))
                        .bind("live", experiment.unfinished() ? 1 : 0)
                        .bind("archived", experiment.archived() ? 1 : 0)
                        .bind("version", experiment.version())
                        .bind("id", experiment.id().value())
                        .execute();
        if (saved == 0) {
            latest.forget(experiment.id());
            throw new VersionClash("experiment " + experiment.id(), experiment.version());
        }
        var next = experiment.atVersion(experiment.version() + 1);
        journals.save(handle, before, next);
        remember(handle, next);
    }

    private void remember(Handle handle, Experiment saved) {
        if (saved.live()) {
            latest.saved(handle, saved.id(), saved);
        } else {
            latest.over(handle, saved.id());
        }
    }

    /** Saves what people have changed; {@link #save} goes with it. */
    void saveOrigin(Handle handle, ExperimentId id, ExperimentOrigin origin) {
        handle.createUpdate(
                        """
                        UPDATE experiments SET name = :name, config = :config, notes = :notes
                        WHERE id = :id
                        """)
                .bind("name", origin.config().name())
                .bind("config", origin.config().tree().toJson())
                .bind("notes", origin.notes())
                .bind("id", id.value())
                .execute();
        latest.over(handle, id);
    }

    /** What was forked from it stays, and forgets where it came from. */
    void delete(Handle handle, ExperimentId id) {
        contexts.delete(handle, id);
        handle.createQuery("SELECT id FROM experiments WHERE parent_id = :id")
                .bind("id", id.value())
                .mapTo(Integer.class)
                .map(ExperimentId::new)
                .forEach(child -> latest.over(handle, child));
        for (var statement :
                List.of(
                        """
                        UPDATE experiments SET parent_id = NULL, version = version + 1
                        WHERE parent_id = :id
                        """,
                        "DELETE FROM experiments WHERE id = :id")) {
            handle.createUpdate(statement).bind("id", id.value()).execute();
        }
        configs.remove(id);
        listed.remove(id);
        latest.over(handle, id);
    }

    @Override
    public Optional<Experiment> latest(ExperimentId id) {
        return latest.find(id);
    }

    @Override
    public Optional<Experiment> find(Handle handle, ExperimentId id) {
        return latest.find(handle, id).or(() -> read(handle, id));
    }

    private Optional<Experiment> read(Handle handle, ExperimentId id) {
        var found =
                handle.createQuery("SELECT * FROM experiments WHERE id = :id")
                        .bind("id", id.value())
                        .map(rows(handle))
                        .findOne();
        found.filter(Experiment::live).ifPresent(live -> latest.found(handle, id, live));
        return found;
    }

    Optional<Experiment> find(Handle handle, String key) {
        return handle.createQuery("SELECT * FROM experiments WHERE key = :key")
                .bind("key", key)
                .map(rows(handle))
                .findOne();
    }

    /** Those that are over come without what their search remembers. */
    List<Experiment> list(Handle handle) {
        return handle
                .createQuery("SELECT id, version, live FROM experiments ORDER BY id")
                .map((row, _) ->
                        new Version(
                                new ExperimentId(row.getInt("id")),
                                row.getLong("version"),
                                row.getInt("live") == 1))
                .list()
                .stream()
                .map(found -> listed(handle, found))
                .toList();
    }

    /** What changes whenever a row does; an index has it all. */
    private record Version(ExperimentId id, long version, boolean live) {}

    private Experiment listed(Handle handle, Version found) {
        var known = listed.get(found.id());
        return !found.live() && known != null && known.version() == found.version()
                ? known
                : handle.createQuery("SELECT * FROM experiments WHERE id = :id")
                        .bind("id", found.id().value())
                        .map((row, _) -> listed(handle, row))
                        .one();
    }

    /** As {@link #list}: some of those that fit, by the time of their submission. */
    List<Experiment> page(
            Handle handle, ExperimentFilter filter, boolean newestFirst, int offset, int limit) {
        return filtered(
                        handle.createQuery(
                                        "SELECT * FROM experiments WHERE "
                                                + FITS
                                                + " ORDER BY created_at <order>, id <order> LIMIT :limit OFFSET :offset")
                                .define("order", newestFirst ? "DESC" : "ASC")
                                .bind("limit", limit)
                                .bind("offset", offset),
                        filter)
                .map((row, _) -> listed(handle, row))
                .list();
    }

    /** How many fit. */
    int count(Handle handle, ExperimentFilter filter) {
        return filtered(
                        handle.createQuery("SELECT COUNT(*) FROM experiments WHERE " + FITS),
                        filter)
                .mapTo(Integer.class)
                .one();
    }

    private static Query filtered(Query query, ExperimentFilter filter) {
        var owners = filter.owners().stream().map(UserId::value).toList();
        return query.bind("archived", filter.archived().map(is -> is ? 1 : 0).orElse(EITHER))
                .bind("everybody", owners.isEmpty() ? 1 : 0)
                .bindList(EmptyHandling.NULL_KEYWORD, "owners", owners);
    }

    private Experiment listed(Handle handle, ResultSet row) throws SQLException {
        var tally = row.getString("tally");
        var id = new ExperimentId(row.getInt("id"));
        if (row.getInt("live") == 1 || tally == null) {
            return find(handle, id).orElseThrow();
        }
        var over = row(row, Journal.over(RecordColumn.read(Tally.class, tally)));
        listed.put(id, over);
        return over;
    }

    List<Experiment> live(Handle handle) {
        return handle.createQuery("SELECT * FROM experiments WHERE live = 1 ORDER BY id")
                .map(rows(handle))
                .list();
    }

    ContextStore contexts() {
        return contexts;
    }

    private RowMapper<Experiment> rows(Handle handle) {
        return (row, _) -> row(handle, row);
    }

    private Experiment row(Handle handle, ResultSet row) throws SQLException {
        return row(row, journals.get(handle, new ExperimentId(row.getInt("id"))));
    }

    private Experiment row(ResultSet row, Journal journal) throws SQLException {
        var id = new ExperimentId(row.getInt("id"));
        var origin = origin(id, row);
        return new Experiment(
                id,
                origin,
                RecordColumn.read(ExperimentState.class, row.getString("state")),
                journal,
                row.getInt("archived") != 0,
                row.getLong("version"));
    }

    private ExperimentOrigin origin(ExperimentId id, ResultSet row) throws SQLException {
        var text = row.getString("config");
        var submitter = row.getString("submitter");
        return new ExperimentOrigin(
                new UserId(row.getInt("owner")),
                config(id, text),
                row.getString("config_text"),
                Optional.ofNullable(submitter)
                        .map(json -> RecordColumn.read(Submitter.class, json)),
                Times.instant(row.getLong("created_at")),
                parent(row.getInt("parent_id")),
                row.getString("notes"),
                SubmissionKey.unmanaged(row.getString("key")));
    }

    private static Optional<ExperimentId> parent(int number) {
        return number == 0 ? Optional.empty() : Optional.of(new ExperimentId(number));
    }

    private ExperimentConfig config(ExperimentId id, String text) {
        return configs.compute(
                        id,
                        (_, known) ->
                                known != null && known.text().equals(text)
                                        ? known
                                        : new Known(text, parser.apply(text)))
                .config();
    }

    private static @Nullable String submitter(ExperimentOrigin origin) {
        return origin.submitter()
                .map(found -> RecordColumn.write(Submitter.class, found))
                .orElse(null);
    }
}
