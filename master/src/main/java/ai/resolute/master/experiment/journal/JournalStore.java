package ai.resolute.master.experiment.journal;

import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.search.method.SearchStates;
import ai.resolute.master.store.column.JsonColumn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * The tables {@code searches} and {@code search_changes}: a journal as it was once, and what each
 * decision since then changed. The whole is written anew when the changes have outgrown it, so that
 * saving costs what a decision changes and reading at most twice the whole.
 */
public final class JournalStore {
    private static final int SMALL = 4096;

    /** Only hints: what is not known is written whole. */
    private final Map<ExperimentId, Volume> volumes = new ConcurrentHashMap<>();

    private record Volume(int whole, int changes) {
        boolean holds(int more) {
            return changes + more <= Math.max(SMALL, whole);
        }
    }

    public void insert(Handle handle, ExperimentId id, Journal journal) {
        var text = JsonColumn.write(SearchStates.encode(journal));
        handle.createUpdate("INSERT INTO searches (experiment_id, journal) VALUES (:id, :journal)")
                .bind("id", id.value())
                .bind("journal", text)
                .execute();
        volumes.put(id, new Volume(text.length(), 0));
    }

    /** Saves what a decision made of a journal. Of one that is over the whole is all there is. */
    public void save(Handle handle, Experiment before, Experiment after) {
        var id = after.id();
        if (before.live() && !after.live()) {
            saveWhole(handle, id, after.journal());
            volumes.remove(id);
            return;
        }
        SearchStates.change(before.journal(), after.journal())
                .map(JsonColumn::write)
                .ifPresent(change -> {
                    var volume = volumes.get(id);
                    if (volume == null || !volume.holds(change.length())) {
                        saveWhole(handle, id, after.journal());
                    } else {
                        append(handle, after, change);
                        volumes.put(
                                id, new Volume(volume.whole(), volume.changes() + change.length()));
                    }
                });
    }

    private void saveWhole(Handle handle, ExperimentId id, Journal journal) {
        var text = JsonColumn.write(SearchStates.encode(journal));
        handle.createUpdate("UPDATE searches SET journal = :journal WHERE experiment_id = :id")
                .bind("journal", text)
                .bind("id", id.value())
                .execute();
        handle.createUpdate("DELETE FROM search_changes WHERE experiment_id = :id")
                .bind("id", id.value())
                .execute();
        volumes.put(id, new Volume(text.length(), 0));
    }

    private static void append(Handle handle, Experiment after, String change) {
        handle.createUpdate(
                        """
                        INSERT INTO search_changes (experiment_id, version, change)
                        VALUES (:id, :version, :change)
                        """)
                .bind("id", after.id().value())
                .bind("version", after.version())
                .bind("change", change)
                .execute();
    }

    public Journal get(Handle handle, ExperimentId id) {
        var journal =
                handle.createQuery("SELECT journal FROM searches WHERE experiment_id = :id")
                        .bind("id", id.value())
                        .mapTo(String.class)
                        .map(text -> SearchStates.decode(Journal.class, JsonColumn.readMap(text)))
                        .one();
        var changes =
                handle.createQuery(
                                """
                                SELECT change FROM search_changes
                                WHERE experiment_id = :id ORDER BY version
                                """)
                        .bind("id", id.value())
                        .mapTo(String.class)
                        .list();
        for (var change : changes) {
            journal = SearchStates.changed(Journal.class, journal, JsonColumn.readMap(change));
        }
        return journal;
    }
}
