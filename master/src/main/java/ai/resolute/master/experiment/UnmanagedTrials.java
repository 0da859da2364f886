package ai.resolute.master.experiment;

import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.duty.Decisions;
import ai.resolute.master.experiment.ExperimentState.Active;
import ai.resolute.master.experiment.ExperimentState.Ended;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.id.Unmanaged;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialOrigin;
import ai.resolute.master.trial.Trials;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The trials of unmanaged experiments: whoever runs them makes and begins them. Their experiment is
 * over when none of them is left, and goes on with the next.
 */
public final class UnmanagedTrials {
    private final Trials trials;
    private final Checkpoints checkpoints;
    private final Decisions<ExperimentId, Experiment> decisions;

    UnmanagedTrials(
            Trials trials, Checkpoints checkpoints, Decisions<ExperimentId, Experiment> decisions) {
        this.trials = trials;
        this.checkpoints = checkpoints;
        this.decisions = decisions;
    }

    /**
     * Where a run of a trial begins.
     *
     * @param run its number, which its reports name
     * @param from the checkpoint that it goes on from, if it shall and there is one
     */
    public record Begin(int run, Optional<Checkpoint> from) {}

    /**
     * Makes a trial, unless the experiment has one of this external id already; answers it.
     *
     * @param externalId what whoever runs it calls it
     */
    public Trial create(
            ExperimentId id,
            Map<String, @Nullable Object> hyperparameters,
            Optional<String> externalId) {
        var request = externalId.map(UnmanagedTrials::named).orElseGet(UnmanagedTrials::fresh);
        var task = TaskId.ofTrial(id, request);
        decisions.get(id);
        decisions.on(
                id,
                (handle, before) -> {
                    requireUnmanaged(before);
                    if (trials.find(task).isPresent()) {
                        return before;
                    }
                    requireOpen(before, "get another trial");
                    trials.create(
                            handle,
                            TrialOrigin.unmanaged(
                                    id, request, hyperparameters, new Unmanaged(externalId)));
                    return before.opened(request);
                });
        return trials.find(task).orElseThrow();
    }

    /** The trial that has this external id in its experiment. */
    public Trial get(ExperimentId id, String externalId) {
        return trials.find(TaskId.ofTrial(id, named(externalId)))
                .orElseThrow(() ->
                        new NotFound(
                                "trial_not_found",
                                "experiment %s has no trial of the external id '%s'"
                                        .formatted(id, externalId)));
    }

    /** A process begins to run a trial, from its newest checkpoint. */
    public Begin resume(TrialId id) {
        var run = begin(id);
        return new Begin(run, checkpoints.listComplete(id).stream().findFirst());
    }

    /** A process begins to run a trial, from the beginning. */
    public Begin restart(TrialId id) {
        return new Begin(begin(id), Optional.empty());
    }

    private int begin(TrialId id) {
        var trial = trials.get(id);
        if (trial.unmanaged()) {
            requireOpen(decisions.get(trial.origin().experiment()), "go on");
        }
        return trials.processes().begin(id);
    }

    /** A trial that had ended like this goes on, and its experiment with it. */
    void reopened(Trial trial, Ending ending) {
        var request = trial.origin().request();
        decisions.on(
                trial.origin().experiment(),
                (_, before) -> {
                    requireOpen(before, "go on");
                    return before.journal().open().contains(request)
                            ? before
                            : before.again(Map.of(request, ending));
                });
    }

    /** The mean over its trials, of which those that ended have come as far as they go. */
    double progress(Experiment experiment) {
        if (!experiment.live()) {
            return 1;
        }
        var live = trials.live(experiment.id());
        var over = experiment.trials() - live.size();
        var open = live.stream().mapToDouble(trial -> trials.progress(trial.id()).fraction()).sum();
        return experiment.trials() == 0 ? 0 : (over + open) / experiment.trials();
    }

    /** The cluster cannot do that to processes that are not its own. */
    static void requireManaged(Experiment experiment, String what) {
        if (experiment.unmanaged()) {
            throw new InvalidRequest(
                    "experiment_unmanaged",
                    "experiment %s is unmanaged and cannot be %s: its processes are those of whoever started them. Stop and start them there; `det experiment kill %s` refuses what they report from then on."
                            .formatted(experiment.id(), what, experiment.id()));
        }
    }

    /** Refuses a configuration of an unmanaged experiment that the cluster is asked to run. */
    static void refuse(ExperimentConfig config) {
        if (config.tree().root().get("internal") instanceof Map<?, ?> internal
                && Boolean.TRUE.equals(internal.get("unmanaged"))) {
            throw new InvalidRequest(
                    "unmanaged_configuration",
                    "invalid experiment configuration: internal.unmanaged is true, but the submission asks the cluster to run it. Leave out `internal` and name an entrypoint, or submit it with `unmanaged`.");
        }
    }

    private static void requireUnmanaged(Experiment experiment) {
        if (!experiment.unmanaged()) {
            throw new InvalidRequest(
                    "experiment_managed",
                    "experiment %s is not unmanaged: its search makes its trials. Submit one with `unmanaged`."
                            .formatted(experiment.id()));
        }
    }

    private static void requireOpen(Experiment experiment, String what) {
        var open = experiment.state() instanceof Active || experiment.state() instanceof Ended;
        if (!open || (experiment.archived() && !experiment.live())) {
            throw new InvalidRequest("experiment_over", Experiments.cannot(experiment, what));
        }
    }

    private static RequestId named(String externalId) {
        return new RequestId(UUID.nameUUIDFromBytes(externalId.getBytes(StandardCharsets.UTF_8)));
    }

    private static RequestId fresh() {
        return new RequestId(UUID.randomUUID());
    }
}
