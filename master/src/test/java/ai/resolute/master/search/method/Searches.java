package ai.resolute.master.search.method;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.search.SearchMethod;
import java.nio.file.Path;
import java.util.List;

/** Searches for tests, from configurations. */
public final class Searches {
    private static final ConfigDefaults DEFAULTS =
            new ConfigDefaults(Path.of("/checkpoints"), 1, 0, "a search");

    /** One of every kind, small. */
    public static final List<String> ALL =
            List.of(
                    "{name: single, metric: loss}",
                    "{name: random, metric: loss, max_trials: 7, max_concurrent_trials: 3}",
                    "{name: grid, metric: loss, max_concurrent_trials: 2}",
                    "{name: sync_halving, metric: loss, num_rungs: 3, target_trial_steps: 9,"
                            + " step_budget: 60, divisor: 3}",
                    "{name: async_halving, metric: loss, num_rungs: 3, target_trial_steps: 9,"
                            + " step_budget: 60, divisor: 2.5}",
                    "{name: async_halving, metric: loss, num_rungs: 3, target_trial_steps: 9,"
                            + " max_trials: 12, divisor: 3, max_concurrent_trials: 4}",
                    "{name: async_halving, metric: loss, num_rungs: 3, time_metric: batches,"
                            + " max_time: 9, max_trials: 12, divisor: 3}",
                    "{name: adaptive, metric: loss, target_trial_steps: 16, step_budget: 120,"
                            + " max_rungs: 3, divisor: 2}",
                    "{name: adaptive_simple, metric: loss, max_steps: 8, max_trials: 9,"
                            + " max_rungs: 3, mode: conservative}",
                    "{name: adaptive_asha, metric: loss, target_trial_steps: 9, max_trials: 14,"
                            + " divisor: 3}",
                    "{name: adaptive_asha, metric: loss, smaller_is_better: false, time_metric: batches,"
                            + " max_time: 9, max_trials: 14, divisor: 3, mode: conservative,"
                            + " max_concurrent_trials: 5}",
                    "{name: pbt, metric: loss, population_size: 5, num_rounds: 4,"
                            + " steps_per_round: 2, replace_function: {truncate_fraction: 0.4},"
                            + " explore_function: {resample_probability: 0.3, perturb_factor: 0.2}}",
                    "{name: tpe, metric: loss, max_trials: 14, startup_trials: 4,"
                            + " max_concurrent_trials: 2}",
                    "{name: tpe, metric: loss, max_trials: 12, startup_trials: 3,"
                            + " time_metric: batches, max_time: 9, num_rungs: 2, divisor: 3}",
                    "{name: median_stopping, metric: loss, max_trials: 9,"
                            + " max_concurrent_trials: 3, min_trials: 2}");

    private static final String SPACE =
            """
            hyperparameters:
              act: {type: categorical, vals: [relu, tanh, null]}
              fixed: [1, 2]
              lr: {type: log, base: 10, minval: -4, maxval: -1, count: 2}
              net:
                units: {type: int, minval: 8, maxval: 64, count: 3}
                drop: {type: double, minval: 0, maxval: 0.5, count: 2}
            """;

    private Searches() {}

    /** The search of a {@code searcher} section, over a space with all kinds of names. */
    static SearchMethod of(String searcher) {
        return method(config("searcher: " + searcher + "\n" + SPACE));
    }

    /** The search of a {@code searcher} section, over nothing. */
    static SearchMethod ofNothing(String searcher) {
        return method(config("searcher: " + searcher + "\n"));
    }

    public static ExperimentConfig config(String text) {
        return ExperimentConfigs.parse(
                "entrypoint: train.py\nscheduling_unit: 1\n" + text, DEFAULTS);
    }

    static SearchMethod method(ExperimentConfig config) {
        return SearchMethods.of(config.searcher(), config.hyperparameters());
    }
}
