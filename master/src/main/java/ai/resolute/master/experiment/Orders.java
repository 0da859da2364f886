package ai.resolute.master.experiment;

import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.experiment.ExperimentState.Active;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchAction.Create;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialOrigin;
import ai.resolute.master.trial.Trials;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What searches ask of the trials of an experiment, and which of these are open. */
record Orders(Trials trials, Checkpoints checkpoints, WarmStarts warmStarts) {
    /**
     * Does what the search asks of trials. New ones and those that shall train on run at once where
     * the experiment does.
     */
    void carryOut(Handle handle, Experiment experiment, List<SearchAction> orders) {
        var id = experiment.id();
        for (var order : orders) {
            switch (order) {
                case SearchAction.Create create -> createTrial(handle, experiment, create);
                case SearchAction.Train(var trial, var to) -> {
                    var told = trial(id, trial).id();
                    trials.train(told, to);
                    if (experiment.state() instanceof Active) {
                        trials.run(told);
                    }
                }
                case SearchAction.Close(var trial) ->
                        trials.stop(trial(id, trial).id(), Ending.TRAINED);
                case SearchAction.Stop(var trial) ->
                        trials.stop(trial(id, trial).id(), Ending.STOPPED_BY_SEARCH);
                case SearchAction.Fail _, SearchAction.Shutdown _ ->
                        throw new IllegalStateException("not for trials: " + order);
            }
        }
    }

    private void createTrial(Handle handle, Experiment experiment, Create create) {
        var config = experiment.origin().config().trial();
        var origin =
                new TrialOrigin(
                        experiment.id(),
                        create.trial(),
                        create.seed(),
                        config.maxRestarts(),
                        create.hyperparameters(),
                        create.source()
                                .flatMap(source -> weights(experiment, source))
                                .or(() -> config.warmStart().flatMap(warmStarts::find)));
        if (experiment.state() instanceof Active) {
            trials.start(handle, origin);
        } else {
            trials.create(handle, origin);
        }
    }

    /** The search copies a trial that waits at that length: its newest checkpoint is of it. */
    private Optional<CheckpointId> weights(Experiment experiment, SearchAction.Source source) {
        return checkpoints.listComplete(trial(experiment.id(), source.trial()).id()).stream()
                .findFirst()
                .map(Checkpoint::id);
    }

    /** The open trials that the search stops, or those that it does not. */
    List<Trial> open(Experiment experiment, boolean stopping) {
        return openTrials(experiment).stream()
                .filter(trial ->
                        experiment.journal().stopping().contains(trial.origin().request())
                                == stopping)
                .toList();
    }

    List<Trial> openTrials(Experiment experiment) {
        return experiment.journal().open().stream()
                .map(request -> trial(experiment.id(), request))
                .toList();
    }

    private Trial trial(ExperimentId id, RequestId request) {
        return trials.find(TaskId.ofTrial(id, request))
                .orElseThrow(() ->
                        new IllegalStateException(
                                "experiment %s has no trial %s".formatted(id, request)));
    }
}
