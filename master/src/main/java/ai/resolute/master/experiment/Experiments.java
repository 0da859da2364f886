package ai.resolute.master.experiment;

import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.duty.Decisions;
import ai.resolute.master.duty.Duties;
import ai.resolute.master.experiment.ExperimentState.Active;
import ai.resolute.master.experiment.ExperimentState.Paused;
import ai.resolute.master.experiment.ExperimentState.Stopping;
import ai.resolute.master.experiment.collection.Collections;
import ai.resolute.master.experiment.journal.Journal;
import ai.resolute.master.experiment.submission.ContextFile;
import ai.resolute.master.experiment.submission.SearchPlan;
import ai.resolute.master.experiment.submission.Submission;
import ai.resolute.master.experiment.submission.SubmissionKey;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.method.SearchMethods;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Trials;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The only writer of experiments: decides, saves, and then acts on what was saved. */
public final class Experiments {
    private final Database database;
    private final Trials trials;
    private final Collections collections;
    private final WarmStarts warmStarts;
    private final Orders orders;
    private final Clock clock;
    private final Supplier<ConfigDefaults> defaults;
    private final ExperimentStore store;
    private final Decisions<ExperimentId, Experiment> decisions;
    private final Rework rework;
    private final UnmanagedTrials unmanaged;

    /**
     * Over these parts.
     *
     * @param defaults what a configuration gets when it says nothing; asked for each submission
     */
    public Experiments(
            Database database,
            Trials trials,
            Checkpoints checkpoints,
            Collections collections,
            Duties duties,
            Clock clock,
            Supplier<ConfigDefaults> defaults) {
        this.database = database;
        this.trials = trials;
        this.collections = collections;
        warmStarts = new WarmStarts(checkpoints);
        orders = new Orders(trials, checkpoints, warmStarts);
        this.clock = clock;
        this.defaults = defaults;
        store = new ExperimentStore(text -> ExperimentConfigs.parse(text, defaults.get()));
        decisions =
                new Decisions<>(
                        database,
                        duties,
                        "experiment",
                        store,
                        new Decisions.Acts<>(
                                this::act, (before, after) -> after.owesMoreThan(before)));
        rework =
                new Rework(
                        new Rework.Parts(database, trials, duties, clock, defaults),
                        store,
                        decisions);
        unmanaged = new UnmanagedTrials(trials, checkpoints, decisions);
        trials.serve(new TrialDuties(this));
    }

    /** Sets what removes experiments; once, before anything else. */
    public void serve(Remover remover) {
        rework.serve(remover);
    }

    /** Does what the saved states ask for, at start-up. */
    public void recover() {
        for (var experiment : database.read(store::live)) {
            decisions.owe(experiment.id());
            orders.openTrials(experiment).forEach(trial -> trials.settle(trial.id()));
        }
    }

    /** A configuration with all defaults of this cluster. */
    public ExperimentConfig read(String configText) {
        return ExperimentConfigs.parse(configText, defaults.get());
    }

    /** Checks a submission and, unless it is only to be checked, makes its experiment. */
    public Created create(Submission submission) {
        return submission.unmanaged().isPresent()
                ? createUnmanaged(submission)
                : managed(submission);
    }

    /** There is nothing to plan: whoever runs its trials makes them. */
    private Created createUnmanaged(Submission submission) {
        var config =
                ExperimentConfigs.parseUnmanaged(
                        submission.configText(), submission.basis().template(), defaults.get());
        return new Created(kept(submission, config), config, List.of(), Optional.empty());
    }

    private Optional<Experiment> kept(Submission submission, ExperimentConfig config) {
        if (submission.manner().validateOnly()) {
            requireWarmStart(submission, config);
            return Optional.empty();
        }
        return Optional.of(database.write(handle -> once(handle, submission, config)));
    }

    private Created managed(Submission submission) {
        var config =
                submission
                        .basis()
                        .template()
                        .map(template ->
                                ExperimentConfigs.parse(
                                        submission.configText(), template, defaults.get()))
                        .orElseGet(() -> read(submission.configText()));
        UnmanagedTrials.refuse(config);
        var slots = defaults.get().slots();
        requireFit(config, slots);
        var plan = Optional.of(SearchPlan.of(config, slots));
        return new Created(kept(submission, config), config, List.of(), plan);
    }

    /** Lets its trials checkpoint and let go of their slots. */
    public void pause(ExperimentId id) {
        var experiment = get(id);
        UnmanagedTrials.requireManaged(experiment, "paused");
        if (!experiment.live() || experiment.state() instanceof Stopping) {
            var over = experiment.live() ? "" : "experiment in terminal state: ";
            throw new InvalidRequest("experiment_over", over + cannot(experiment, "be paused"));
        }
        on(id, new ExperimentEvent.PauseAsked());
    }

    /** Lets it go on. */
    public void activate(ExperimentId id) {
        var experiment = get(id);
        UnmanagedTrials.requireManaged(experiment, "activated");
        if (!experiment.live()) {
            throw new NotFound("experiment_over", cannot(experiment, "go on"));
        }
        if (experiment.state() instanceof Stopping) {
            throw new InvalidRequest("experiment_over", cannot(experiment, "go on"));
        }
        on(id, new ExperimentEvent.RunAsked());
    }

    /** Lets its trials checkpoint and ends it. */
    public void cancel(ExperimentId id) {
        requireShown(id, "be canceled");
        on(id, new ExperimentEvent.CancelAsked());
    }

    /** Ends it and its trials at once. */
    public void kill(ExperimentId id) {
        requireShown(id, "be killed");
        on(id, new ExperimentEvent.KillAsked());
    }

    /** What is over may be asked to end again, but not what is archived too. */
    private void requireShown(ExperimentId id, String what) {
        var experiment = get(id);
        if (experiment.archived() && !experiment.live()) {
            throw new NotFound("experiment_archived", cannot(experiment, what));
        }
    }

    /**
     * Removes it and all that belongs to it, from storage too; that takes its time.
     *
     * @throws InvalidRequest when it is not over
     * @throws ai.resolute.master.config.DomainException when somebody needs one of its checkpoints
     */
    public void delete(ExperimentId id) {
        rework.delete(id);
    }

    /**
     * Lets an experiment that is over go on: trials that failed or were canceled train further from
     * their newest checkpoints, and the search makes those that it had not made. The one trial of a
     * single search goes on in any case, by another configuration if one is given.
     *
     * @param override keys that are laid over the configuration
     */
    public void again(ExperimentId id, Optional<String> override) {
        rework.again(id, override);
    }

    /** Hides it from lists. */
    public void archive(ExperimentId id) {
        rework.archive(id, true);
    }

    /** Shows it in lists again. */
    public void unarchive(ExperimentId id) {
        rework.archive(id, false);
    }

    /**
     * Changes what people may change of an experiment. What waits or runs is weighed by the new
     * configuration from then on.
     *
     * @param amendment to what the experiment is in the moment of the change
     * @throws ai.resolute.master.config.InvalidConfigException with every fault there is
     */
    public void amend(ExperimentId id, Function<Experiment, Amendment> amendment) {
        rework.amend(id, amendment);
    }

    public Optional<Experiment> find(ExperimentId id) {
        return decisions.find(id);
    }

    public Experiment get(ExperimentId id) {
        return decisions.get(id);
    }

    /** The unmanaged one of this external id. */
    public Experiment getExternal(String externalId) {
        return database.read(handle -> store.find(handle, SubmissionKey.ofExternal(externalId)))
                .orElseThrow(() ->
                        new NotFound(
                                "experiment_not_found",
                                "there is no experiment of the external id '%s'"
                                        .formatted(externalId)));
    }

    /** In the order of their numbers. */
    public List<Experiment> list(ExperimentFilter filter) {
        return database.read(store::list).stream().filter(filter::fits).toList();
    }

    /** Some of them, by the time of their submission. */
    public List<Experiment> page(
            ExperimentFilter filter, boolean newestFirst, int offset, int limit) {
        return database.read(handle -> store.page(handle, filter, newestFirst, offset, limit));
    }

    /** How many there are. */
    public int count(ExperimentFilter filter) {
        return database.read(handle -> store.count(handle, filter));
    }

    /** The context directory as it was submitted: a gzipped tar file. */
    public ContextFile context(ExperimentId id) {
        var contexts = store.contexts();
        var size =
                database.read(handle -> contexts.size(handle, id))
                        .orElseThrow(() ->
                                new NotFound(
                                        "experiment_not_found",
                                        "experiment '" + id + "' not found"));
        return new ContextFile(
                size, number -> database.read(handle -> contexts.part(handle, id, number)));
    }

    /** The trials of unmanaged experiments. */
    public UnmanagedTrials unmanaged() {
        return unmanaged;
    }

    /** How far it is, from 0 to 1. */
    public double progress(Experiment experiment) {
        if (experiment.unmanaged()) {
            return unmanaged.progress(experiment);
        }
        return experiment.progress(method(experiment));
    }

    void on(ExperimentId id, ExperimentEvent event) {
        decisions.on(
                id,
                (handle, before) -> {
                    var step = before.on(event, method(before), clock.instant());
                    orders.carryOut(handle, before, step.orders());
                    if (before.live() && !step.experiment().live() && !before.unmanaged()) {
                        collections.owe(handle, id);
                    }
                    return step.experiment();
                });
    }

    private Experiment once(Handle handle, Submission submission, ExperimentConfig config) {
        return SubmissionKey.of(submission)
                .flatMap(key -> store.find(handle, key))
                .orElseGet(() -> insert(handle, submission, config));
    }

    private Experiment insert(Handle handle, Submission submission, ExperimentConfig config) {
        requireWarmStart(submission, config);
        var id = new ExperimentId(database.next(handle, "experiment"));
        var method = SearchMethods.of(config.searcher(), config.hyperparameters());
        var origin =
                new ExperimentOrigin(
                        submission.owner(),
                        config,
                        submission.configText(),
                        submission.submitter(),
                        clock.instant(),
                        submission.basis().parent(),
                        "",
                        submission.unmanaged());
        var journal = Journal.at(method.initial(), SearchRandom.seeded(config.trial().seed()));
        var fresh =
                new Experiment(
                        id,
                        origin,
                        submission.manner().activate() || submission.unmanaged().isPresent()
                                ? new Active()
                                : new Paused(),
                        submission.unmanaged().isPresent() ? journal.shutDown() : journal,
                        submission.manner().archived(),
                        0);
        var step = fresh.on(new ExperimentEvent.Started(), method, clock.instant());
        store.insert(handle, step.experiment(), submission);
        orders.carryOut(handle, fresh, step.orders());
        handle.afterCommit(() -> decisions.owe(id));
        return step.experiment();
    }

    private void act(Experiment experiment) {
        switch (experiment.owed()) {
            case ExperimentAction.RunTrials _ -> {
                orders.open(experiment, false).forEach(trial -> trials.run(trial.id()));
                stopSearched(experiment);
            }
            case ExperimentAction.PauseTrials _ -> {
                orders.open(experiment, false).forEach(trial -> trials.pause(trial.id()));
                stopSearched(experiment);
            }
            case ExperimentAction.StopTrials _ ->
                    orders.openTrials(experiment)
                            .forEach(trial -> trials.stop(trial.id(), Ending.CANCELED));
            case ExperimentAction.KillTrials _ ->
                    orders.openTrials(experiment).forEach(trial -> trials.kill(trial.id()));
            case ExperimentAction.Remove _ -> rework.remove(experiment);
            case ExperimentAction.Nothing _ -> {}
        }
    }

    private void stopSearched(Experiment experiment) {
        orders.open(experiment, true)
                .forEach(trial -> trials.stop(trial.id(), Ending.STOPPED_BY_SEARCH));
    }

    /** The cluster starts none of the trials of an unmanaged one. */
    private void requireWarmStart(Submission submission, ExperimentConfig config) {
        if (submission.unmanaged().isEmpty()) {
            config.trial().warmStart().ifPresent(warmStarts::require);
        }
    }

    private static SearchMethod method(Experiment experiment) {
        var config = experiment.origin().config();
        return SearchMethods.of(config.searcher(), config.hyperparameters());
    }

    private static void requireFit(ExperimentConfig config, int slots) {
        var asked = config.resources().slotsPerTrial();
        if (asked > slots) {
            throw new InvalidRequest(
                    "too_many_slots",
                    ("invalid resource configuration: resources.slots_per_trial is %d, but this "
                                    + "cluster has %d slots in all. Ask for at most %d, or start "
                                    + "the cluster with more (det up --slots). See det slot list.")
                            .formatted(asked, slots, slots));
        }
    }

    static String cannot(Experiment experiment, String what) {
        return "experiment %s is %s%s and cannot %s. It can be %s."
                .formatted(
                        experiment.id(),
                        experiment.state().words(),
                        experiment.archived() ? ", archived," : "",
                        what,
                        experiment.possible());
    }
}
