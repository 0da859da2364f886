package ai.resolute.master.trial.note;

import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.Database;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The notes of all trials. */
public final class Notes {
    private final Database database;
    private final NoteStore store = new NoteStore();

    public Notes(Database database) {
        this.database = database;
    }

    /** What a script keeps with its trial; nothing where it keeps nothing. */
    public Map<String, Object> metadata(TrialId trial) {
        return database.read(handle -> store.metadata(handle, trial)).orElse(Map.of());
    }

    /** Keeps these instead of what was there. */
    public void keep(TrialId trial, Map<String, Object> metadata) {
        database.execute(handle -> store.saveMetadata(handle, trial, metadata));
    }

    /** A trial uses a checkpoint; the same again changes nothing. */
    public void uses(TrialId trial, CheckpointId checkpoint, Use use) {
        database.execute(handle -> store.saveSource(handle, trial, checkpoint, use));
    }

    /** The trials that said so. */
    public List<TrialId> using(CheckpointId checkpoint, Use use) {
        return database.read(handle -> store.using(handle, checkpoint, use));
    }

    /** Removes those of a trial. */
    public void forget(Handle handle, TrialId trial) {
        store.delete(handle, trial);
    }
}
