package ai.resolute.master.experiment.collection;

import ai.resolute.master.checkpoint.Candidate;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.checkpoint.KeepRule;
import ai.resolute.master.checkpoint.file.Removal;
import ai.resolute.master.checkpoint.file.Removals;
import ai.resolute.master.checkpoint.file.StoragePlace;
import ai.resolute.master.config.StorageConfig.Retention;
import ai.resolute.master.experiment.Amendment;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.Experiments;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.metrics.Metrics;
import ai.resolute.master.metrics.MetricsReport;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.Trials;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sorts the checkpoints of experiments into those that stay and those that go. */
public final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private final Experiments experiments;
    private final Collections owed;
    private final Parts parts;
    private final Holds holds;

    /** What it works on. */
    public record Parts(
            Database database,
            Checkpoints checkpoints,
            Removals removals,
            Metrics metrics,
            Trials trials) {}

    /**
     * Over these parts.
     *
     * @param models which checkpoints are versions of models
     */
    public Collector(Experiments experiments, Collections owed, Parts parts, Holders models) {
        this.experiments = experiments;
        this.owed = owed;
        this.parts = parts;
        holds = new Holds(parts.trials(), models);
        owed.serve(this::collect);
    }

    /** Owes what is saved, at start-up. */
    public void recover() {
        owed.recover();
        parts.removals().recover();
    }

    /** What would go if this were the policy, oldest first. */
    public List<Checkpoint> preview(ExperimentId id, Retention retention) {
        var experiment = experiments.get(id);
        return parts.database().read(handle -> discarded(handle, experiment, retention));
    }

    /** Changes the policy of an experiment, and collects by it. */
    public void keep(ExperimentId id, UnaryOperator<Retention> change) {
        parts.database()
                .execute(handle -> {
                    experiments.amend(id, before -> amendment(change.apply(retention(before))));
                    owed.owe(handle, id);
                });
    }

    private static Amendment amendment(Retention retention) {
        return Amendment.of(
                Map.of(
                        "checkpoint_storage",
                        Map.of(
                                "save_experiment_best", retention.experimentBest(),
                                "save_trial_best", retention.trialBest(),
                                "save_trial_latest", retention.trialLatest())));
    }

    /**
     * Removes these files of these checkpoints, as a person asks: what anybody needs is refused,
     * and then nothing is removed.
     *
     * @param globs which files; all where there are none
     */
    public void remove(Collection<CheckpointId> ids, List<String> globs) {
        var pattern = new PathGlobs(globs);
        parts.database()
                .execute(handle -> {
                    var found = ids.stream().distinct().map(parts.checkpoints()::get).toList();
                    holds.refuse(handle, found);
                    found.forEach(one -> remove(handle, one, pattern));
                });
    }

    /** Another has removed files of a checkpoint, and tells what is left. */
    public void tell(CheckpointId id, Map<String, Long> left) {
        parts.database()
                .execute(handle -> {
                    var known = parts.checkpoints().get(id);
                    if (left.isEmpty()) {
                        parts.checkpoints().discard(handle, id);
                    } else if (!left.equals(known.resources())) {
                        parts.checkpoints().keepOnly(handle, id, left);
                    }
                });
    }

    /** A run is over: what it began to write and never announced is owed to be removed. */
    public void abandon(AllocationId allocation) {
        parts.database()
                .execute(handle -> {
                    var left = parts.checkpoints().takeUnfinished(handle, allocation);
                    if (!left.isEmpty()) {
                        var id = parts.trials().find(allocation.task()).orElseThrow().origin();
                        owe(handle, experiments.get(id.experiment()), left);
                    }
                });
    }

    /**
     * Forgets all checkpoints of an experiment that is about to be deleted, and owes the removal of
     * their files. What is owed outlives the experiment.
     *
     * @throws ai.resolute.master.config.DomainException if anybody else needs one of them
     */
    public void clear(Handle handle, Experiment experiment) {
        var all = parts.checkpoints().listByExperiment(experiment.id());
        holds.refuse(handle, all);
        owe(handle, experiment, parts.checkpoints().forget(handle, experiment.id()));
        owed.done(handle, experiment.id());
    }

    private void collect(ExperimentId id) {
        var found = experiments.find(id);
        if (found.isEmpty()) {
            parts.database().execute(handle -> owed.done(handle, id));
            return;
        }
        var experiment = found.orElseThrow();
        var retention = retention(experiment);
        // Read first: it may take a while, and other writers need not wait for it.
        var going =
                parts.database().read(handle -> discarded(handle, experiment, retention)).stream()
                        .map(Checkpoint::id)
                        .toList();
        parts.database().execute(handle -> discard(handle, experiment, going));
    }

    /** As long as the policy is the one that they were sorted by; else they are sorted again. */
    private void discard(Handle handle, Experiment sorted, List<CheckpointId> going) {
        owed.done(handle, sorted.id());
        experiments
                .find(sorted.id())
                .ifPresent(now -> {
                    if (retention(now).equals(retention(sorted))) {
                        discardUnneeded(handle, now, going);
                    } else {
                        owed.owe(handle, now.id());
                    }
                });
    }

    /** Somebody may have begun to need one of them meanwhile. */
    private void discardUnneeded(Handle handle, Experiment experiment, List<CheckpointId> going) {
        var present = going.stream().flatMap(id -> parts.checkpoints().find(id).stream()).toList();
        var held = holds.of(handle, present);
        if (experiment.live()) {
            held.addAll(needed(experiment, complete(experiment)));
        }
        var removed =
                going.stream()
                        .filter(id -> !held.contains(id))
                        .filter(id -> parts.checkpoints().discard(handle, id))
                        .toList();
        owe(handle, experiment, removed);
        LOG.info(
                "experiment={} checkpoints discarded by its policy: {}",
                experiment.id(),
                removed.size());
    }

    private List<Checkpoint> discarded(Handle handle, Experiment experiment, Retention retention) {
        var complete = complete(experiment);
        var held = holds.of(handle, complete);
        var needed = needed(experiment, complete);
        var searcher = experiment.origin().config().searcher();
        var candidates =
                complete.stream()
                        .map(one ->
                                new Candidate(
                                        one,
                                        metric(one, searcher.metric()),
                                        held.contains(one.id()) || needed.contains(one.id())))
                        .toList();
        return new KeepRule(retention, searcher.smallerIsBetter()).discarded(candidates);
    }

    private static Retention retention(Experiment experiment) {
        return experiment.origin().config().trial().storage().retention();
    }

    /** The newest first. */
    private List<Checkpoint> complete(Experiment experiment) {
        return parts.checkpoints().listByExperiment(experiment.id()).stream()
                .filter(one -> one.state() == Checkpoint.State.COMPLETED)
                .toList();
    }

    /** What the trials of a live experiment would restart from. */
    private Set<CheckpointId> needed(Experiment experiment, List<Checkpoint> newestFirst) {
        if (!experiment.live()) {
            return Set.of();
        }
        var live =
                parts.trials().list(experiment.id()).stream()
                        .filter(Trial::live)
                        .map(Trial::id)
                        .collect(Collectors.toSet());
        var newest =
                newestFirst.stream()
                        .filter(one -> live.contains(one.origin().trial()))
                        .collect(
                                Collectors.toMap(
                                        one -> one.origin().trial(),
                                        Checkpoint::id,
                                        (first, _) -> first));
        return Set.copyOf(newest.values());
    }

    private Optional<Double> metric(Checkpoint one, String metric) {
        return parts.metrics()
                .find(one.origin().trial(), MetricsReport.VALIDATION, one.stepsCompleted())
                .map(row -> row.report().values().get(metric))
                .filter(Number.class::isInstance)
                .map(value -> ((Number) value).doubleValue());
    }

    private void remove(Handle handle, Checkpoint one, PathGlobs globs) {
        if (one.state() == Checkpoint.State.DELETED) {
            return;
        }
        var experiment = experiments.get(one.origin().experiment());
        var left = globs.left(one.resources());
        if (left.isEmpty()) {
            parts.checkpoints().discard(handle, one.id());
            owe(handle, experiment, List.of(one.id()));
        } else if (!left.equals(one.resources())) {
            parts.checkpoints().keepOnly(handle, one.id(), left);
            var paths = one.resources().keySet().stream().filter(path -> !left.containsKey(path));
            var removal = new Removal(one.id(), paths.toList());
            parts.removals().owe(handle, experiment.id(), place(experiment), List.of(removal));
        }
    }

    private void owe(Handle handle, Experiment experiment, List<CheckpointId> ids) {
        var removals = ids.stream().map(Removal::all).toList();
        parts.removals().owe(handle, experiment.id(), place(experiment), removals);
    }

    /** Where an experiment keeps its checkpoints. */
    public static StoragePlace place(Experiment experiment) {
        var config = experiment.origin().config().trial();
        return new StoragePlace(
                config.storage().section(),
                config.python().or(() -> experiment.origin().submitter().map(by -> by.python())));
    }
}
