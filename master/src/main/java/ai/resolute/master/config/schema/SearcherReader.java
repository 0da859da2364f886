package ai.resolute.master.config.schema;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Length;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.config.SearcherConfig.Brackets;
import ai.resolute.master.config.SearcherConfig.Common;
import ai.resolute.master.config.SearcherConfig.Mode;
import ai.resolute.master.config.SearcherConfig.Pace;
import ai.resolute.master.config.SearcherConfig.Target;
import ai.resolute.master.config.SearcherConfig.Trials;
import ai.resolute.master.config.WarmStart;
import java.util.Locale;
import java.util.Optional;

/** A searcher whose keys were read without a fault. */
record SearcherReader(Branch searcher, Common common, int schedulingUnit) {
    static SearcherConfig read(Branch root, Hyperparameters space) {
        var searcher = root.at("searcher");
        var common =
                new Common(
                        searcher.text("metric"),
                        searcher.flag("smaller_is_better"),
                        root.at("internal").flag("metric_defaulted"));
        return new SearcherReader(searcher, common, root.whole("scheduling_unit")).read(space);
    }

    static Optional<WarmStart> warmStart(Branch searcher) {
        return searcher.findWhole("source_trial_id")
                .<WarmStart>map(WarmStart.OfTrial::new)
                .or(() ->
                        searcher.findText("source_checkpoint_uuid")
                                .map(WarmStart.OfCheckpoint::new));
    }

    private SearcherConfig read(Hyperparameters space) {
        return switch (searcher.text("name")) {
            case "random" -> new SearcherConfig.Random(common, trials());
            case "grid" ->
                    new SearcherConfig.Grid(
                            common,
                            new Trials(
                                    (int) space.points(), searcher.whole("max_concurrent_trials")));
            case "sync_halving" -> synchronous();
            case "async_halving" ->
                    searcher.raw("step_budget") != null
                            ? synchronous()
                            : new SearcherConfig.AsyncHalving(
                                    common,
                                    trials(),
                                    pace(),
                                    searcher.whole("num_rungs"),
                                    searcher.real("divisor"));
            case "adaptive" ->
                    new SearcherConfig.Adaptive(
                            common,
                            target("target_trial_steps"),
                            searcher.wide("step_budget"),
                            brackets());
            case "adaptive_simple" ->
                    new SearcherConfig.AdaptiveSimple(
                            common, target("max_steps"), searcher.whole("max_trials"), brackets());
            case "adaptive_asha" ->
                    new SearcherConfig.AdaptiveAsha(common, trials(), pace(), brackets());
            case "pbt" -> population();
            case "tpe" ->
                    new SearcherConfig.Tpe(
                            common, trials(), searcher.whole("startup_trials"), halving());
            case "median_stopping" ->
                    new SearcherConfig.MedianStopping(
                            common,
                            trials(),
                            searcher.text("time_metric"),
                            searcher.real("min_time"),
                            searcher.whole("min_trials"));
            default -> new SearcherConfig.Single(common);
        };
    }

    private SearcherConfig synchronous() {
        return new SearcherConfig.SyncHalving(
                common,
                target("target_trial_steps"),
                searcher.whole("num_rungs"),
                searcher.wide("step_budget"),
                searcher.real("divisor"));
    }

    private SearcherConfig population() {
        var explore = searcher.at("explore_function");
        return new SearcherConfig.Pbt(
                common,
                new SearcherConfig.Population(
                        searcher.whole("population_size"),
                        searcher.whole("num_rounds"),
                        target("steps_per_round"),
                        searcher.at("replace_function").real("truncate_fraction")),
                new SearcherConfig.Exploration(
                        explore.real("resample_probability"), explore.real("perturb_factor")));
    }

    private Optional<SearcherConfig.Halving> halving() {
        return searcher.raw("time_metric") == null
                ? Optional.empty()
                : Optional.of(
                        new SearcherConfig.Halving(
                                stopping(), searcher.whole("num_rungs"), searcher.real("divisor")));
    }

    private Trials trials() {
        return new Trials(searcher.whole("max_trials"), searcher.whole("max_concurrent_trials"));
    }

    private Pace pace() {
        return searcher.raw("time_metric") == null
                ? new Pace.Promoting(target("target_trial_steps"))
                : stopping();
    }

    private Pace.Stopping stopping() {
        return new Pace.Stopping(searcher.text("time_metric"), searcher.wide("max_time"));
    }

    private Target target(String key) {
        return new Target(searcher.wide(key), new Length(Length.Unit.BATCHES, schedulingUnit));
    }

    private Brackets brackets() {
        return new Brackets(
                Mode.valueOf(searcher.text("mode").toUpperCase(Locale.ROOT)),
                searcher.whole("max_rungs"),
                searcher.list("bracket_rungs").stream()
                        .map(size -> ((Number) size).intValue())
                        .toList(),
                searcher.real("divisor"));
    }
}
