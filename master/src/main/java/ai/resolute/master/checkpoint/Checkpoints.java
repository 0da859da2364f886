package ai.resolute.master.checkpoint;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.Database;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The checkpoints of all trials. */
public final class Checkpoints {
    private final Database database;
    private final CheckpointStore store = new CheckpointStore();

    public Checkpoints(Database database) {
        this.database = database;
    }

    /**
     * Takes a report; one that is there already changes nothing.
     *
     * @throws Conflict if another trial reported this checkpoint
     */
    public void take(Handle handle, CheckpointReport report) {
        var present = store.find(handle, report.id());
        if (present.isEmpty()) {
            store.insert(handle, database.reserve(handle, "checkpoints", 1), report);
            return;
        }
        var owner = present.get().origin().trial();
        if (!owner.equals(report.origin().trial())) {
            throw new Conflict(
                    "checkpoint_taken",
                    "checkpoint %s belongs to trial %s, not to trial %s; report it under a new UUID"
                            .formatted(report.id(), owner, report.origin().trial()));
        }
    }

    /** Says what became of a checkpoint in storage. */
    public void mark(Handle handle, CheckpointId id, Checkpoint.State state) {
        if (!store.saveState(handle, id, state)) {
            throw notFound(id);
        }
    }

    public Optional<Checkpoint> find(CheckpointId id) {
        return database.read(handle -> store.find(handle, id));
    }

    public Checkpoint get(CheckpointId id) {
        return find(id).orElseThrow(() -> notFound(id));
    }

    /** All of a trial, the newest first. */
    public List<Checkpoint> listByTrial(TrialId trial) {
        return database.read(handle -> store.listByTrial(handle, trial));
    }

    /** All of an experiment, the newest first. */
    public List<Checkpoint> listByExperiment(ExperimentId experiment) {
        return database.read(handle -> store.listByExperiment(handle, experiment));
    }

    /** What a trial restarts from, the newest first: when that is damaged, the one before it. */
    public List<Checkpoint> listComplete(TrialId trial) {
        return database.read(handle -> store.listComplete(handle, trial));
    }

    private static NotFound notFound(CheckpointId id) {
        return new NotFound("checkpoint_not_found", "checkpoint '%s' not found".formatted(id));
    }
}
