package ai.resolute.master.experiment.ranking;

import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.metrics.MetricRow;
import ai.resolute.master.metrics.Metrics;
import ai.resolute.master.metrics.MetricsReport;
import ai.resolute.master.trial.Trials;
import java.util.Optional;

/** Ranks the trials of experiments by the searcher's metric. */
public final class Leaders {
    private final Trials trials;
    private final Metrics metrics;

    public Leaders(Trials trials, Metrics metrics) {
        this.trials = trials;
        this.metrics = metrics;
    }

    /** The best trial so far; the earlier of equal ones. Nothing until one has validated. */
    public Optional<BestTrial> best(Experiment experiment) {
        return trials.lists()
                .best(experiment.id(), experiment.origin().config().searcher().smallerIsBetter())
                .map(found -> new BestTrial(found.trial(), found.key()));
    }

    /** The validation that a trial is ranked by. */
    public Optional<MetricRow> bestValidation(TrialId trial) {
        return trials.lists()
                .bestSteps(trial)
                .flatMap(steps -> metrics.find(trial, MetricsReport.VALIDATION, steps));
    }
}
