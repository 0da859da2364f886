package ai.resolute.master.search.method;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.Objective;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import ai.resolute.master.search.SearchStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Drawn trials, of which one is stopped when its best value so far is worse than the median of what
 * the others had on average at the same time (Golovin et al., Google Vizier, KDD 2017).
 */
final class MedianStopping implements SearchMethod {
    private final SearcherConfig.MedianStopping config;
    private final Objective objective;
    private final Filling filling;

    MedianStopping(SearcherConfig.MedianStopping config, Hyperparameters space) {
        this.config = config;
        this.objective = Objective.of(config);
        this.filling = RandomSearch.filling(config.trials(), space);
    }

    /**
     * What a trial reported.
     *
     * @param times when, in the time metric
     * @param means the mean of its values up to each
     */
    record Curve(List<Double> times, List<Double> means, double best, boolean leaving) {
        static final Curve EMPTY = new Curve(List.of(), List.of(), Objective.WORST, false);

        Curve {
            times = List.copyOf(times);
            means = List.copyOf(means);
        }

        Curve with(double time, double value) {
            var count = times.size();
            var before = count == 0 ? 0 : means.getLast();
            var later = new ArrayList<>(times);
            later.add(time);
            var more = new ArrayList<>(means);
            more.add(before + (value - before) / (count + 1));
            return new Curve(later, more, Math.min(best, value), leaving);
        }

        Curve left() {
            return new Curve(times, means, best, true);
        }

        /** The mean up to a time, if the trial came so far. */
        OptionalDouble meanAt(double time) {
            if (times.isEmpty() || times.getLast() < time) {
                return OptionalDouble.empty();
            }
            var last = times.size() - 1;
            while (last > 0 && times.get(last) > time) {
                last--;
            }
            return OptionalDouble.of(means.get(last));
        }
    }

    /** What was seen of all trials, those that ended too. */
    record State(Roster roster, Map<RequestId, Curve> curves, boolean over) implements SearchState {
        State {
            curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
        }
    }

    @Override
    public SearchState initial() {
        return new State(Roster.EMPTY, Map.of(), false);
    }

    @Override
    public SearchStep on(SearchState state, SearchEvent event, SearchRandom random) {
        var here = (State) state;
        if (event instanceof SearchEvent.Validated(var trial, var metrics)
                && here.roster.open().containsKey(trial)) {
            return validated(here, trial, metrics);
        }
        var step = filling.on(here.roster, event, random);
        var roster = (Roster) step.state();
        return new SearchStep(
                new State(roster, here.curves, here.over || roster.over()), step.actions());
    }

    private SearchStep validated(State state, RequestId trial, Map<String, Double> metrics) {
        var time = metrics.get(config.timeMetric());
        var value = objective.find(metrics);
        if (time == null || value.isEmpty()) {
            var missing = time == null ? config.timeMetric() : objective.metric();
            return new SearchStep(
                    new State(state.roster, state.curves, true),
                    List.of(SearchAction.Fail.missing(missing, metrics)));
        }
        var curve = state.curves.getOrDefault(trial, Curve.EMPTY).with(time, value.getAsDouble());
        var stops = !curve.leaving && stops(state, trial, curve);
        var curves = new LinkedHashMap<>(state.curves);
        curves.put(trial, stops ? curve.left() : curve);
        return new SearchStep(
                new State(state.roster, curves, state.over),
                stops ? List.of(new SearchAction.Stop(trial)) : List.of());
    }

    private boolean stops(State state, RequestId trial, Curve curve) {
        var time = curve.times.getLast();
        if (time < config.minTime()) {
            return false;
        }
        var others =
                state.curves.entrySet().stream()
                        .filter(entry -> !entry.getKey().equals(trial))
                        .map(entry -> entry.getValue().meanAt(time))
                        .flatMapToDouble(OptionalDouble::stream)
                        .sorted()
                        .toArray();
        return others.length >= config.minTrials() && curve.best > median(others);
    }

    private static double median(double[] sorted) {
        var half = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[half]
                : sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2;
    }

    @Override
    public double progress(SearchState state) {
        return ((State) state).roster.progress(filling.places());
    }

    @Override
    public Outline outline() {
        return filling.outline();
    }
}
