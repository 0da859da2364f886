package ai.resolute.master.trial;

import ai.resolute.master.allocation.AllocationEnd;
import ai.resolute.master.allocation.Allocations;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.Length;
import ai.resolute.master.duty.Decisions;
import ai.resolute.master.duty.Duties;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.log.LogLine;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.listing.TrialLists;
import ai.resolute.master.trial.note.Notes;
import ai.resolute.master.trial.report.EarlyExit;
import ai.resolute.master.trial.report.LogPolicies;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The only writer of trials: decides, saves, and then acts on what was saved. */
public final class Trials {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int AT_ONCE = 500;

    private final Database database;
    private final Allocations allocations;
    private final TrialLog log;
    private final LogPolicies policies;
    private final Duties duties;
    private final Clock clock;
    private final Decisions<TrialId, Trial> decisions;
    private final TrialStore store = new TrialStore();
    private final TrialLists lists;
    private final Notes notes;
    private final Processes processes;
    private Optional<TrialOwner> owner = Optional.empty();

    public Trials(
            Database database, Allocations allocations, TrialLog log, Duties duties, Clock clock) {
        this.database = database;
        this.allocations = allocations;
        this.log = log;
        this.duties = duties;
        policies = new LogPolicies(database, allocations, clock);
        this.clock = clock;
        lists = new TrialLists(database, clock);
        notes = new Notes(database);
        processes = new Processes(this, duties, clock);
        decisions =
                new Decisions<>(database, duties, "trial", store, Decisions.Acts.always(this::act));
    }

    /** Sets who owns the trials; once, before anything else. */
    public void serve(TrialOwner owner) {
        this.owner = Optional.of(owner);
    }

    /** Makes a trial in the transaction of the caller; it begins paused. */
    public void create(Handle handle, TrialOrigin origin) {
        store.insert(handle, fresh(handle, origin));
    }

    /** Makes a trial in the transaction of the caller, and lets it run. */
    public void start(Handle handle, TrialOrigin origin) {
        var trial = fresh(handle, origin).on(new TrialEvent.RunAsked(), clock.instant());
        store.insert(handle, trial);
        askSlots(trial);
    }

    private Trial fresh(Handle handle, TrialOrigin origin) {
        var id = new TrialId(database.next(handle, "trial"));
        return Trial.paused(id, origin, clock.instant());
    }

    /** Lets it run, or go on. */
    public void run(TrialId id) {
        on(id, new TrialEvent.RunAsked());
    }

    /** Lets it train to this length in total; a run that waits for it goes on. */
    public void train(TrialId id, Length length) {
        on(id, new TrialEvent.LengthSet(length));
    }

    /** A run has trained to a length: the search says at once whether it goes on. */
    void reached(AllocationId allocation, Length length, Map<String, Double> metrics) {
        var trial = find(allocation.task()).orElseThrow();
        if (trial.owes(allocation.run(), length)) {
            owner().reached(trial, length, metrics);
        }
        on(trial.id(), new TrialEvent.LengthReached(allocation.run(), length));
    }

    /**
     * Waits until the search lets a run train to another length than it knows; answers the length
     * then. A run that is over hears what it knows.
     */
    public Length awaitLength(AllocationId allocation, Length known, Duration limit) {
        allocations.await(allocation, limit, () -> !length(allocation, known).equals(known));
        return length(allocation, known);
    }

    private Length length(AllocationId allocation, Length known) {
        return find(allocation.task())
                .filter(trial -> trial.allocation().equals(allocation))
                .flatMap(Trial::goal)
                .map(Goal::length)
                .orElse(known);
    }

    /** Lets it checkpoint and let go of its slots. */
    public void pause(TrialId id) {
        on(id, new TrialEvent.PauseAsked());
    }

    /** Lets it checkpoint and end. */
    public void stop(TrialId id, Ending ending) {
        on(id, new TrialEvent.StopAsked(ending));
    }

    /** Ends it at once; that uses up no restart. */
    public void kill(TrialId id) {
        on(id, new TrialEvent.KillAsked(Ending.KILLED));
    }

    /** Its script ends it by itself. */
    public void earlyExit(TrialId id, EarlyExit reason) {
        if (get(id).state() instanceof TrialState.Ended(var ending, _)) {
            throw new NotFound(
                    "trial_over",
                    "trial %s is over (%s) and cannot stop early. It can only be looked at: det trial describe %s."
                            .formatted(id, ending.kind(), id));
        }
        stopReported(id, reason);
    }

    void stopReported(TrialId id, EarlyExit reason) {
        on(
                id,
                switch (reason) {
                    case USER_REQUESTED_STOP -> new TrialEvent.StopReported();
                    case INVALID_HYPERPARAMETERS -> new TrialEvent.HyperparametersRefused();
                });
    }

    /** The current run says why it will fail. */
    void failed(AllocationId allocation, Failure failure) {
        find(allocation.task())
                .ifPresent(trial ->
                        on(trial.id(), new TrialEvent.FailureReported(allocation.run(), failure)));
    }

    /** The current run has a checkpoint that it had not before. */
    void advanced(Trial trial, AllocationId allocation) {
        if (trial.attempts().setbacks() > 0) {
            on(trial.id(), new TrialEvent.Advanced(allocation.run()));
        }
    }

    /** Lines of the log of a run came: what its log policies say is done, once a run. */
    void lines(Handle handle, AllocationId run, List<LogLine> lines) {
        find(run.task())
                .filter(trial -> trial.allocation().equals(run))
                .ifPresent(trial ->
                        policies.take(
                                        handle,
                                        trial.id(),
                                        run,
                                        lines,
                                        () -> owner().logPolicies(trial))
                                .forEach(match -> {
                                    log.matched(handle, trial, match);
                                    policies.refusal(handle, trial.id(), match)
                                            .map(TrialEvent.RestartsRefused::new)
                                            .ifPresent(event -> on(trial.id(), event));
                                }));
    }

    /** What came of the log policies of the trials. */
    public LogPolicies policies() {
        return policies;
    }

    /** The allocation of a run is over. Returns once what follows for the trial is saved. */
    public void ended(AllocationId allocation, AllocationEnd end) {
        find(allocation.task())
                .ifPresent(trial ->
                        on(trial.id(), new TrialEvent.AllocationEnded(allocation.run(), end)));
    }

    /** One that is over goes on, paused, from its newest checkpoint; its restarts count anew. */
    public void again(Handle handle, TrialId id, TrialOrigin origin) {
        store.saveOrigin(handle, id, origin);
        decisions.on(id, (_, before) -> before.again(origin));
    }

    /** The trial of the lowest number. */
    public Optional<Trial> first(ExperimentId experiment) {
        return database.read(handle -> store.first(handle, experiment));
    }

    /** Removes one that is over, of which nothing else is left. */
    public void forget(Handle handle, TrialId id) {
        notes.forget(handle, id);
        processes.leave(id);
        store.delete(handle, id);
    }

    /** The processes that run unmanaged trials, as far as they are heard. */
    public Processes processes() {
        return processes;
    }

    /** What their scripts say about them beside reports. */
    public Notes notes() {
        return notes;
    }

    /** Its owner asks for something else: the current run is weighed by that from then on. */
    public void askAnew(TrialId id) {
        find(id).filter(Trial::live)
                .ifPresent(trial -> allocations.askAnew(trial.allocation(), owner().ask(trial)));
    }

    /** Does what the saved state of a trial asks for, unless that was done. */
    public void settle(TrialId id) {
        decisions.owe(id);
    }

    public Optional<Trial> find(TrialId id) {
        return decisions.find(id);
    }

    public Optional<Trial> find(TaskId task) {
        var known = database.within() ? Optional.<Trial>empty() : store.latest(task);
        return known.or(() -> database.read(handle -> store.find(handle, task)));
    }

    public Trial get(TrialId id) {
        return decisions.get(id);
    }

    /** In the order of their numbers. */
    public List<Trial> list(ExperimentId experiment) {
        return database.read(handle -> store.list(handle, experiment));
    }

    /** The trials that began from these checkpoints. */
    public Map<CheckpointId, List<TrialId>> begunFrom(
            Handle handle, List<CheckpointId> checkpoints) {
        var found = new LinkedHashMap<CheckpointId, List<TrialId>>();
        for (int from = 0; from < checkpoints.size(); from += AT_ONCE) {
            var to = Math.min(from + AT_ONCE, checkpoints.size());
            found.putAll(store.begunFrom(handle, checkpoints.subList(from, to)));
        }
        return found;
    }

    /** The trials that began from a checkpoint. */
    public List<TrialId> begunFrom(CheckpointId checkpoint) {
        return database.read(handle -> begunFrom(handle, List.of(checkpoint)))
                .getOrDefault(checkpoint, List.of());
    }

    /** Those that are not over, in the order of their numbers. */
    public List<Trial> live(ExperimentId experiment) {
        return database.read(handle -> store.live(handle, experiment));
    }

    /** Parts of long lists of them. */
    public TrialLists lists() {
        return lists;
    }

    /** Fills in what lists are made of where the trial is from before there were such lists. */
    void remeasure(Handle handle, Trial trial) {
        store.save(handle, trial);
    }

    /** What its worker reported last. */
    public TrialProgress progress(TrialId id) {
        return database.read(handle -> store.progress(handle, id))
                .orElseThrow(() -> new NotFound("trial_not_found", "trial '" + id + "' not found"));
    }

    int begin(TrialId id) {
        return database.write(_ -> {
            on(id, new TrialEvent.Begun());
            return get(id).attempts().run();
        });
    }

    void on(TrialId id, TrialEvent event) {
        decisions.on(
                id,
                (handle, before) -> {
                    var after = before.on(event, clock.instant());
                    log.changed(handle, before, after);
                    if (before.state() instanceof TrialState.Ended(var ending, _) && after.live()) {
                        owner().reopened(after, ending);
                    }
                    return after;
                });
    }

    private void act(Trial trial) {
        var run = trial.allocation();
        switch (trial.owed()) {
            case TrialAction.Nothing _ -> {}
            case TrialAction.RunLater(var time) ->
                    duties.oweAt(time, "back-off of trial " + trial.id(), () -> tick(trial.id()));
            case TrialAction.AskSlots _ -> {
                askSlots(trial);
                allocations.wake(run);
            }
            case TrialAction.StopRun _ -> {
                askSlots(trial);
                allocations.stop(run);
            }
            case TrialAction.StopRunSoon _ -> {
                askSlots(trial);
                allocations.stop(run, SOON);
            }
            case TrialAction.KillRun _ -> {
                askSlots(trial);
                allocations.kill(run);
            }
            case TrialAction.WatchProcess _ -> processes.watch(trial);
            case TrialAction.TellExperiment _ -> tellExperiment(trial.id());
        }
    }

    /** One that has gone on meanwhile has not ended. */
    private void tellExperiment(TrialId id) {
        database.execute(_ ->
                find(id).filter(trial -> !trial.live())
                        .ifPresent(trial -> {
                            processes.leave(id);
                            owner().ended(trial);
                        }));
    }

    /** The time may be that of an earlier back-off: then that of the present one is still owed. */
    private void tick(TrialId id) {
        on(id, new TrialEvent.Ticked());
        settle(id);
    }

    /** A run that was never asked for must exist before it can be withdrawn. */
    private void askSlots(Trial trial) {
        if (!allocations.settle(trial.allocation())) {
            // Nothing has been read of its log before its first run.
            var first = trial.attempts().run() <= 1;
            var without = first ? List.<String>of() : policies.excluded(trial.id());
            allocations.ask(trial.allocation(), owner().ask(trial).without(without));
        }
    }

    TrialOwner owner() {
        return owner.orElseThrow(() -> new IllegalStateException("nobody owns the trials"));
    }
}
