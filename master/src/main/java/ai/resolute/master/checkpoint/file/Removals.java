package ai.resolute.master.checkpoint.file;

import ai.resolute.master.checkpoint.file.Backlog.Trouble;
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

    private final Database database;
    private final StorageWorker worker;
    private final Duties duties;
    private final Clock clock;
    private final RemovalStore store = new RemovalStore();
    private final Map<ExperimentId, Attempt> failed = new ConcurrentHashMap<>();

    /** An attempt that failed, and how long the next one waits. */
    private record Attempt(Trouble trouble, Duration pause) {
        static Attempt first(String why, Instant now) {
            return new Attempt(new Trouble(why, now, now.plus(FIRST_PAUSE)), FIRST_PAUSE);
        }

        Attempt again(String why, Instant now) {
            var doubled = pause.multipliedBy(2);
            var next = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
            return new Attempt(new Trouble(why, trouble.since(), now.plus(next)), next);
        }
    }

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

    /** Owes what was saved, at start-up. */
    public void recover() {
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

    /** Why those that are owed are not done, if the last attempt failed. */
    public Optional<Trouble> trouble(ExperimentId experiment) {
        return Optional.ofNullable(failed.get(experiment)).map(Attempt::trouble);
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
        var owed = database.read(handle -> store.list(handle, experiment, AT_ONCE));
        if (owed.isEmpty()) {
            failed.remove(experiment);
            return;
        }
        var place = owed.getFirst().place();
        var batch = owed.stream().filter(one -> one.place().equals(place)).toList();
        try {
            remove(experiment, place, batch);
        } catch (StorageFault fault) {
            later(experiment, String.valueOf(fault.getMessage()));
        }
    }

    private void remove(ExperimentId experiment, StoragePlace place, List<Owed> batch)
            throws StorageFault {
        var faults = worker.remove(place, batch.stream().map(Owed::removal).toList());
        database.execute(handle -> store.done(handle, without(faults, batch)));
        if (faults.isEmpty()) {
            failed.remove(experiment);
            LOG.info("experiment={} removed={} checkpoints from storage", experiment, batch.size());
            owe(experiment);
        } else {
            later(experiment, faults.values().iterator().next());
        }
    }

    private static List<Owed> without(Map<CheckpointId, String> faults, List<Owed> batch) {
        return batch.stream()
                .filter(one -> !faults.containsKey(one.removal().checkpoint()))
                .toList();
    }

    private void later(ExperimentId experiment, String why) {
        var now = clock.instant();
        var attempt =
                failed.merge(
                        experiment, Attempt.first(why, now), (last, _) -> last.again(why, now));
        LOG.warn(
                "experiment={} files of checkpoints cannot be removed, the next attempt is in {} s: {}",
                experiment,
                attempt.pause().toSeconds(),
                why);
        duties.oweAt(attempt.trouble().next(), name(experiment), () -> remove(experiment));
    }

    private static String name(ExperimentId experiment) {
        return "removals of experiment " + experiment;
    }
}
