package ai.resolute.master.experiment;

import ai.resolute.master.allocation.AllocationAsk;
import ai.resolute.master.config.Length;
import ai.resolute.master.config.LogPolicy;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialOwner;
import ai.resolute.master.trial.TrialState.Ended;
import java.util.List;
import java.util.Map;

/** What experiments do for their trials. */
final class TrialDuties implements TrialOwner {
    private final Experiments experiments;

    TrialDuties(Experiments experiments) {
        this.experiments = experiments;
    }

    /** Older experiments come first, and in each the older trials. */
    @Override
    public AllocationAsk ask(Trial trial) {
        var experiment = trial.origin().experiment();
        var resources = experiments.get(experiment).origin().config().resources();
        return new AllocationAsk(
                "experiment " + experiment,
                resources.weight(),
                resources.maxSlots(),
                resources.slotsPerTrial(),
                ((long) experiment.value() << Integer.SIZE) + trial.id().value(),
                resources.preemptionTimeout());
    }

    @Override
    public List<LogPolicy> logPolicies(Trial trial) {
        var config = experiments.get(trial.origin().experiment()).origin().config();
        return config.trial().logPolicies();
    }

    @Override
    public SearcherConfig searcher(Trial trial) {
        return experiments.get(trial.origin().experiment()).origin().config().searcher();
    }

    @Override
    public void ended(Trial trial) {
        if (trial.state() instanceof Ended(var ending, _)) {
            experiments.on(
                    trial.origin().experiment(),
                    new ExperimentEvent.TrialEnded(trial.origin().request(), ending));
        }
    }

    @Override
    public void reopened(Trial trial, Ending ending) {
        experiments.unmanaged().reopened(trial, ending);
    }

    @Override
    public void validated(Trial trial, Map<String, Double> metrics) {
        experiments.on(
                trial.origin().experiment(),
                new ExperimentEvent.Validated(trial.origin().request(), metrics));
    }

    @Override
    public void reached(Trial trial, Length length, Map<String, Double> metrics) {
        experiments.on(
                trial.origin().experiment(),
                new ExperimentEvent.Reached(trial.origin().request(), length, metrics));
    }

    @Override
    public void progressed(Trial trial, double fraction) {
        experiments.on(
                trial.origin().experiment(),
                new ExperimentEvent.Progressed(trial.origin().request(), fraction));
    }
}
