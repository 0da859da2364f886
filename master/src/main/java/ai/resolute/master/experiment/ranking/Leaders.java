package ai.resolute.master.experiment.ranking;

import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.metrics.Metrics;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.Trials;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        var searcher = experiment.origin().config().searcher();
        var byValue = Comparator.comparingDouble(BestTrial::value);
        return trials.list(experiment.id()).stream()
                .map(Trial::id)
                .flatMap(trial -> best(trial, searcher).stream())
                .reduce((first, second) ->
                        better(byValue, searcher).compare(second, first) < 0 ? second : first);
    }

    /** The best value of a trial. */
    public Optional<BestTrial> best(TrialId trial, SearcherConfig searcher) {
        var metric = searcher.metric();
        return metrics.bestValidation(trial, metric, searcher.smallerIsBetter())
                .flatMap(row -> number(row.report().values().get(metric)).findFirst())
                .map(value -> new BestTrial(trial, value));
    }

    private static Comparator<BestTrial> better(
            Comparator<BestTrial> byValue, SearcherConfig searcher) {
        return searcher.smallerIsBetter() ? byValue : byValue.reversed();
    }

    private static Stream<Double> number(@Nullable Object value) {
        return value instanceof Number number ? Stream.of(number.doubleValue()) : Stream.empty();
    }
}
