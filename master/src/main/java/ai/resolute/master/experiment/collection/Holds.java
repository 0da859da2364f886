package ai.resolute.master.experiment.collection;

import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.Trials;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Which checkpoints must stay, and why. */
final class Holds {
    private final Trials trials;
    private final Holders models;

    Holds(Trials trials, Holders models) {
        this.trials = trials;
        this.models = models;
    }

    /** Those that no policy may collect. */
    Set<CheckpointId> of(Handle handle, Collection<Checkpoint> checkpoints) {
        var held = new HashSet<CheckpointId>();
        checkpoints.stream().filter(Checkpoint::pinned).map(Checkpoint::id).forEach(held::add);
        var ids = checkpoints.stream().map(Checkpoint::id).toList();
        held.addAll(models.of(handle, ids).keySet());
        held.addAll(trials.begunFrom(handle, ids).keySet());
        return held;
    }

    /**
     * Refuses to remove what is pinned, what is a version of a model, and what a trial of another
     * experiment that is not over begins from.
     */
    void refuse(Handle handle, Collection<Checkpoint> checkpoints) {
        var ids = checkpoints.stream().map(Checkpoint::id).toList();
        var registered = models.of(handle, ids);
        if (!registered.isEmpty()) {
            throw new InvalidRequest(
                    "checkpoint_registered",
                    ("this subset of checkpoints provided are in the model registry and cannot be "
                                    + "deleted: %s. Remove those versions first: det model "
                                    + "delete-version.")
                            .formatted(
                                    registered.entrySet().stream()
                                            .map(one -> one.getKey() + " (" + one.getValue() + ")")
                                            .collect(Collectors.joining(", "))));
        }
        var pinned = checkpoints.stream().filter(Checkpoint::pinned).map(Checkpoint::id).toList();
        if (!pinned.isEmpty()) {
            throw new Conflict(
                    "checkpoint_pinned",
                    "%s pinned and cannot be deleted. Unpin first: det checkpoint unpin %s"
                            .formatted(are(pinned), joined(pinned)));
        }
        refuseSources(handle, checkpoints, ids);
    }

    private void refuseSources(
            Handle handle, Collection<Checkpoint> checkpoints, List<CheckpointId> ids) {
        var own = checkpoints.stream().map(one -> one.origin().experiment()).distinct().toList();
        trials.begunFrom(handle, ids)
                .forEach((id, begun) ->
                        begun.stream()
                                .map(trials::get)
                                .filter(Trial::live)
                                .filter(trial -> !own.contains(trial.origin().experiment()))
                                .findFirst()
                                .ifPresent(trial -> {
                                    throw new Conflict(
                                            "checkpoint_needed",
                                            ("checkpoint %s cannot be deleted: trial %s of experiment %s begins "
                                                            + "from it. Wait for that experiment, or kill it: "
                                                            + "det experiment wait %s")
                                                    .formatted(
                                                            id,
                                                            trial.id(),
                                                            trial.origin().experiment(),
                                                            trial.origin().experiment()));
                                }));
    }

    private static String are(List<CheckpointId> ids) {
        return ids.size() == 1
                ? "checkpoint " + ids.getFirst() + " is"
                : "checkpoints "
                        + ids.stream().map(String::valueOf).collect(Collectors.joining(", "))
                        + " are";
    }

    private static String joined(List<CheckpointId> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
