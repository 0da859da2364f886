package ai.resolute.master.checkpoint;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** The checkpoints of all trials. */
public final class Checkpoints {
    private final Database database;
    private final CheckpointStore store = new CheckpointStore();
    private final WriteStore writes = new WriteStore();

    public Checkpoints(Database database) {
        this.database = database;
    }

    /** Sets what is told how much trials store; once, before anything else. */
    public void serve(StoredBytes stored) {
        store.serve(stored);
    }

    /** What the checkpoints of an experiment come to. */
    public CheckpointTotal total(ExperimentId experiment) {
        return database.read(handle -> store.total(handle, experiment));
    }

    /**
     * Takes a report; one that is there already changes nothing.
     *
     * @throws Conflict if another trial reported this checkpoint
     */
    public void take(Handle handle, CheckpointReport report) {
        writes.end(handle, report.id());
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

    /** A run begins to write a checkpoint; one that is complete already is written no more. */
    public void begin(Handle handle, CheckpointId id, CheckpointReport.Origin origin) {
        if (store.find(handle, id).isEmpty()) {
            writes.begin(handle, id, origin);
        }
    }

    /** What a run that is over has begun and never announced; forgotten here. */
    public List<CheckpointId> takeUnfinished(Handle handle, AllocationId allocation) {
        return writes.take(handle, allocation);
    }

    /** It is to be gone; answers whether it was not so already. */
    public boolean discard(Handle handle, CheckpointId id) {
        return store.discard(handle, id);
    }

    /** Only these files of it are to stay. */
    public void keepOnly(Handle handle, CheckpointId id, Map<String, Long> left) {
        store.savePart(handle, id, left);
    }

    /** Says whether it must stay, whatever the policy. */
    public Checkpoint pin(CheckpointId id, boolean pinned) {
        return change(id, handle -> store.savePin(handle, id, pinned));
    }

    /** What people wrote about it. */
    public Checkpoint describe(CheckpointId id, Map<String, Object> metadata) {
        return change(id, handle -> store.saveMetadata(handle, id, metadata));
    }

    /**
     * Forgets all of an experiment; answers what had storage: its checkpoints and what was begun.
     */
    public List<CheckpointId> forget(Handle handle, ExperimentId experiment) {
        var known = new ArrayList<>(writes.take(handle, experiment));
        store.listByExperiment(handle, experiment).stream()
                .filter(one -> one.state() != Checkpoint.State.DELETED)
                .map(Checkpoint::id)
                .forEach(known::add);
        store.forget(handle, experiment);
        return known;
    }

    private Checkpoint change(CheckpointId id, Predicate<Handle> change) {
        return database.write(handle -> {
            if (!change.test(handle)) {
                throw notFound(id);
            }
            return store.find(handle, id).orElseThrow();
        });
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
