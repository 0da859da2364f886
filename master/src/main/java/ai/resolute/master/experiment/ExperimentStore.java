package ai.resolute.master.experiment;

import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.duty.Decisions;
import ai.resolute.master.experiment.submission.Submission;
import ai.resolute.master.experiment.submission.Submitter;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.store.RecordColumn;
import ai.resolute.master.store.Times;
import ai.resolute.master.store.VersionClash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The tables {@code experiments} and {@code contexts}. */
final class ExperimentStore implements Decisions.Rows<ExperimentId, Experiment> {
    private final Function<String, ExperimentConfig> parser;
    private final Map<ExperimentId, Known> configs = new ConcurrentHashMap<>();

    /** A configuration and the text that it was read from. */
    private record Known(String text, ExperimentConfig config) {}

    /** Reads configurations with this parser, each once. */
    ExperimentStore(Function<String, ExperimentConfig> parser) {
        this.parser = parser;
    }

    void insert(Handle handle, Experiment experiment, Submission submission) {
        var origin = experiment.origin();
        handle.createUpdate(
                        """
                        INSERT INTO experiments (id, owner, name, created_at, live, archived,
                            state, search, submitter, config, config_text, key, parent_id, notes,
                            version)
                        VALUES (:id, :owner, :name, :created, 1, 0,
                            :state, :search, :submitter, :config, :text, :key, :parent, :notes,
                            :version)
                        """)
                .bind("id", experiment.id().value())
                .bind("owner", origin.owner().value())
                .bind("name", origin.config().name())
                .bind("created", Times.micros(origin.createdAt()))
                .bind("state", RecordColumn.write(ExperimentState.class, experiment.state()))
                .bind("search", JournalColumn.write(experiment.journal()))
                .bind("submitter", submitter(origin))
                .bind("config", origin.config().tree().toJson())
                .bind("text", origin.configText())
                .bind("key", submission.key().orElse(null))
                .bind("parent", origin.parent().map(ExperimentId::value).orElse(null))
                .bind("notes", origin.notes())
                .bind("version", experiment.version())
                .execute();
        handle.createUpdate("INSERT INTO contexts (experiment_id, tgz) VALUES (:id, :tgz)")
                .bind("id", experiment.id().value())
                .bind("tgz", submission.context().tgz())
                .execute();
    }

    /** Saves what may change over the version that was read. */
    @Override
    public void save(Handle handle, Experiment experiment) {
        var saved =
                handle.createUpdate(
                                """
                                UPDATE experiments SET state = :state, search = :search,
                                    live = :live, archived = :archived, version = :version + 1
                                WHERE id = :id AND version = :version
                                """)
                        .bind(
                                "state",
                                RecordColumn.write(ExperimentState.class, experiment.state()))
                        .bind("search", JournalColumn.write(experiment.journal()))
                        .bind("live", experiment.unfinished() ? 1 : 0)
                        .bind("archived", experiment.archived() ? 1 : 0)
                        .bind("version", experiment.version())
                        .bind("id", experiment.id().value())
                        .execute();
        if (saved == 0) {
            throw new VersionClash("experiment " + experiment.id(), experiment.version());
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
    }

    /** What was forked from it stays, and forgets where it came from. */
    void delete(Handle handle, ExperimentId id) {
        for (var statement :
                List.of(
                        "UPDATE experiments SET parent_id = NULL WHERE parent_id = :id",
                        "DELETE FROM contexts WHERE experiment_id = :id",
                        "DELETE FROM experiments WHERE id = :id")) {
            handle.createUpdate(statement).bind("id", id.value()).execute();
        }
        configs.remove(id);
    }

    @Override
    public Optional<Experiment> find(Handle handle, ExperimentId id) {
        return handle.createQuery("SELECT * FROM experiments WHERE id = :id")
                .bind("id", id.value())
                .map(rows())
                .findOne();
    }

    Optional<Experiment> find(Handle handle, String key) {
        return handle.createQuery("SELECT * FROM experiments WHERE key = :key")
                .bind("key", key)
                .map(rows())
                .findOne();
    }

    List<Experiment> list(Handle handle) {
        return handle.createQuery("SELECT * FROM experiments ORDER BY id").map(rows()).list();
    }

    List<Experiment> live(Handle handle) {
        return handle.createQuery("SELECT * FROM experiments WHERE live = 1 ORDER BY id")
                .map(rows())
                .list();
    }

    Optional<byte[]> context(Handle handle, ExperimentId id) {
        return handle.createQuery("SELECT tgz FROM contexts WHERE experiment_id = :id")
                .bind("id", id.value())
                .mapTo(byte[].class)
                .findOne();
    }

    private RowMapper<Experiment> rows() {
        return (row, _) -> row(row);
    }

    private Experiment row(ResultSet row) throws SQLException {
        var id = new ExperimentId(row.getInt("id"));
        var origin = origin(id, row);
        return new Experiment(
                id,
                origin,
                RecordColumn.read(ExperimentState.class, row.getString("state")),
                JournalColumn.read(row.getString("search")),
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
                row.getString("notes"));
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
