package ai.resolute.master.checkpoint.file;

import ai.resolute.master.checkpoint.file.Backlog.Trouble;
import ai.resolute.master.checkpoint.file.RemovalStore.Later;
import ai.resolute.master.checkpoint.file.RemovalStore.Owed;
import ai.resolute.master.duty.Duties;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the files that are owed to be gone. What is owed is saved; when a storage cannot be
 * reached it is tried again, ever more seldom.
 */
public final class Removals {
    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);
    private static final int AT_ONCE = 200;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final int MOST_DOUBLED = 6;

    private final Database database;
    private final StorageWorker worker;
    private final Duties duties;
    private final Clock clock;
    private final RemovalStore store = new RemovalStore();
    private final Map<ExperimentId, Fault> faults = new ConcurrentHashMap<>();

    /** What was the matter at the last attempt, and since when something is. */
    private record Fault(String why, Instant since) {}

    /**
     * Over these parts.
     *
     * @param duties of their own: a storage may take its time
     */
    public Removals(Database database, StorageWorker worker, Duties duties, Clock clock) {
        this.database = database;
        this.worker = worker;
        this.duties = duties;
        this.clock = clock;
    }

    /** Owes what was saved, at start-up: what failed before may do by now. */
    public void recover() {
        database.execute(store::afresh);
        database.read(store::experiments).forEach(this::owe);
    }

    /** Owes removals once the transaction of the caller is saved. */
    public void owe(
            Handle handle, ExperimentId experiment, StoragePlace place, List<Removal> removals) {
        if (!removals.isEmpty()) {
            var first = database.reserve(handle, "removals", removals.size());
            store.insert(handle, first, experiment, place, removals);
            handle.afterCommit(() -> owe(experiment));
        }
    }

    /** How many removals of an experiment are owed. */
    public int owed(ExperimentId experiment) {
        return database.read(handle -> store.count(handle, experiment));
    }

    /** Why those that are owed are not done, if all that are left failed when they were tried. */
    public Optional<Trouble> trouble(ExperimentId experiment) {
        return Optional.ofNullable(faults.get(experiment))
                .flatMap(fault ->
                        database.read(handle -> store.nextAttempt(handle, experiment))
                                .filter(clock.instant()::isBefore)
                                .map(next -> new Trouble(fault.why(), fault.since(), next)));
    }

    /** What is owed of an experiment. */
    public Backlog backlog(ExperimentId experiment) {
        var owed = database.read(handle -> store.checkpoints(handle, experiment));
        return new Backlog(owed, owed.isEmpty() ? Optional.empty() : trouble(experiment));
    }

    private void owe(ExperimentId experiment) {
        duties.owe(name(experiment), () -> remove(experiment));
    }

    private void remove(ExperimentId experiment) {
        var now = clock.instant();
        var due = database.read(handle -> store.due(handle, experiment, now, AT_ONCE));
        if (due.isEmpty()) {
            rest(experiment);
            return;
        }
        var place = due.getFirst().place();
        var batch = due.stream().filter(one -> one.place().equals(place)).toList();
        try {
            remove(experiment, place, batch);
        } catch (StorageFault fault) {
            var later = later(batch.getFirst());
            database.execute(handle -> store.later(handle, experiment, place, later));
            failed(experiment, String.valueOf(fault.getMessage()), later);
        }
        owe(experiment);
    }

    /** Nothing is due: what is left was tried, and is tried again later. */
    private void rest(ExperimentId experiment) {
        database.read(handle -> store.nextAttempt(handle, experiment))
                .ifPresentOrElse(
                        next -> duties.oweAt(next, name(experiment), () -> remove(experiment)),
                        () -> faults.remove(experiment));
    }

    private void remove(ExperimentId experiment, StoragePlace place, List<Owed> batch)
            throws StorageFault {
        var found = worker.remove(place, batch.stream().map(Owed::removal).toList());
        var left = batch.stream().filter(one -> found.containsKey(checkpoint(one))).toList();
        var gone = batch.stream().filter(one -> !found.containsKey(checkpoint(one))).toList();
        database.execute(handle -> {
            store.done(handle, gone);
            store.later(handle, left, this::later);
        });
        LOG.info("experiment={} removed={} checkpoints from storage", experiment, gone.size());
        if (!left.isEmpty()) {
            var why = found.getOrDefault(checkpoint(left.getFirst()), "");
            failed(experiment, why, later(left.getFirst()));
        }
    }

    private static CheckpointId checkpoint(Owed owed) {
        return owed.removal().checkpoint();
    }

    /** Ever more seldom. */
    private Later later(Owed failed) {
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failed.attempts(), MOST_DOUBLED));
        var next = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return new Later(failed.attempts() + 1, clock.instant().plus(next));
    }

    private void failed(ExperimentId experiment, String why, Later later) {
        faults.merge(
                experiment,
                new Fault(why, clock.instant()),
                (first, again) -> new Fault(again.why(), first.since()));
        LOG.warn(
                "experiment={} files of checkpoints cannot be removed, the next attempt is in {} s: {}",
                experiment,
                Duration.between(clock.instant(), later.next()).toSeconds(),
                why);
    }

    private static String name(ExperimentId experiment) {
        return "removals of experiment " + experiment;
    }
}
