package ai.resolute.master.experiment;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.duty.Decisions;
import ai.resolute.master.duty.Duties;
import ai.resolute.master.experiment.ExperimentState.Deleting;
import ai.resolute.master.experiment.ExperimentState.Ended;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Trials;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is done to experiments beside letting them run: changed, continued, deleted. */
final class Rework {
    /** How soon to look again whether the files of checkpoints are gone. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Parts parts;
    private final ExperimentStore store;
    private final Decisions<ExperimentId, Experiment> decisions;
    private Optional<Remover> remover = Optional.empty();

    /** What it works with. */
    record Parts(
            Database database,
            Trials trials,
            Duties duties,
            Clock clock,
            Supplier<ConfigDefaults> defaults) {}

    Rework(Parts parts, ExperimentStore store, Decisions<ExperimentId, Experiment> decisions) {
        this.parts = parts;
        this.store = store;
        this.decisions = decisions;
    }

    void serve(Remover found) {
        remover = Optional.of(found);
    }

    void amend(ExperimentId id, Function<Experiment, Amendment> amendment) {
        decisions.get(id);
        decisions.on(
                id,
                (handle, before) -> {
                    var origin =
                            amendment.apply(before).on(before.origin(), parts.defaults().get());
                    store.saveOrigin(handle, id, origin);
                    handle.afterCommit(() -> askAnew(id));
                    return before.with(origin);
                });
    }

    private void askAnew(ExperimentId id) {
        var open = decisions.get(id).journal().open();
        parts.trials().live(id).stream()
                .filter(trial -> open.contains(trial.origin().request()))
                .forEach(trial -> parts.trials().askAnew(trial.id()));
    }

    void again(ExperimentId id, Optional<String> override) {
        decisions.get(id);
        decisions.on(
                id,
                (handle, found) -> {
                    var turn = new Continuation(found, override);
                    turn.requirePossible();
                    var origin = turn.origin(parts.defaults().get());
                    var chosen = turn.choose(parts.trials().list(id));
                    chosen.forEach(trial ->
                            parts.trials().again(handle, trial.id(), turn.origin(trial, origin)));
                    store.saveOrigin(handle, id, origin);
                    return found.with(origin).again(Continuation.endings(chosen));
                });
    }

    void archive(ExperimentId id, boolean hidden) {
        decisions.get(id);
        decisions.on(
                id,
                (_, found) -> {
                    requireArchivable(found, hidden);
                    return found.archived(hidden);
                });
    }

    void delete(ExperimentId id) {
        decisions.get(id);
        decisions.on(
                id,
                (handle, found) -> {
                    if (found.live()) {
                        throw new InvalidRequest(
                                "experiment_live", Experiments.cannot(found, "be deleted"));
                    }
                    if (found.state() instanceof Deleting) {
                        return found;
                    }
                    remover().begin(handle, found);
                    return found.deleting();
                });
    }

    /** Removes a part of one that is being deleted, and owes the next. */
    void remove(Experiment experiment) {
        var id = experiment.id();
        switch (remover().next(experiment)) {
            case Remover.Step.Further _ -> decisions.owe(id);
            case Remover.Step.Waiting _ ->
                    parts.duties()
                            .oweAt(
                                    parts.clock().instant().plus(LOOK),
                                    "removal of experiment " + id,
                                    () -> decisions.owe(id));
            case Remover.Step.Failed(var why) ->
                    decisions.on(id, (_, found) -> found.deleteFailed(why));
            case Remover.Step.Done _ ->
                    parts.database()
                            .execute(handle -> {
                                remover().end(handle, experiment);
                                store.delete(handle, id);
                            });
        }
    }

    private Remover remover() {
        return remover.orElseThrow(() -> new IllegalStateException("nobody removes experiments"));
    }

    private static void requireArchivable(Experiment found, boolean hidden) {
        var made = found.live() && found.archived(); // hidden since it was submitted
        if (!(found.state() instanceof Ended) && (hidden || !made)) {
            throw new InvalidRequest(
                    found.live() ? "experiment_live" : "experiment_deleted",
                    Experiments.cannot(found, hidden ? "be archived" : "be unarchived"));
        }
        if (found.archived() == hidden) {
            throw new InvalidRequest(
                    "experiment_archived",
                    hidden
                            ? "Experiment is already archived. It can be unarchived."
                            : "Experiment is not archived. It can be archived.");
        }
    }
}
