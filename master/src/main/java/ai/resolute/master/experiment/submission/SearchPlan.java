package ai.resolute.master.experiment.submission;

import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.search.method.SearchMethods;

/**
 * What a search will take.
 *
 * @param trials how many trials there will be
 * @param concurrent how many of them at once, at most
 * @param slots how many slots the cluster has
 */
public record SearchPlan(int trials, int concurrent, int slots) {
    /** The plan of a configuration on a cluster of so many slots. */
    public static SearchPlan of(ExperimentConfig config, int slots) {
        var outline = SearchMethods.of(config.searcher(), config.hyperparameters()).outline();
        var trials = outline.trials();
        var open = outline.concurrent();
        var each = config.resources().slotsPerTrial();
        var usable = Math.min(slots, config.resources().maxSlots().orElse(slots));
        return new SearchPlan(trials, each == 0 ? open : Math.min(open, usable / each), slots);
    }
}
