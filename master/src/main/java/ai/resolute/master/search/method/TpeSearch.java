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
import ai.resolute.master.search.halving.HalvingSearches;
import ai.resolute.master.search.space.Parzen;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trials at points that are likely good, given what was seen (Bergstra et al., NeurIPS 2011). Which
 * trials there are and when they stop is another search's business; this one chooses their points.
 */
final class TpeSearch implements SearchMethod {
    private final SearchMethod trials;
    private final Objective objective;
    private final Hyperparameters space;
    private final int startup;
    private final String timeMetric;

    TpeSearch(SearcherConfig.Tpe config, Hyperparameters space) {
        this.objective = Objective.of(config);
        this.space = space;
        this.startup = config.startup();
        this.timeMetric = config.halving().map(h -> h.pace().timeMetric()).orElse("");
        this.trials =
                config.halving()
                        .map(halving ->
                                HalvingSearches.stopping(
                                        halving, config.trials(), objective, space))
                        .orElseGet(() ->
                                new RandomSearch(
                                        new SearcherConfig.Random(config.common(), config.trials()),
                                        space));
    }

    /**
     * What was seen of a trial.
     *
     * @param value its best value; of a trial that is stopped, its last
     * @param time how far it came when stopped
     */
    record Seen(Map<String, @Nullable Object> point, double value, double time, Phase phase) {
        Seen validated(double next, double at) {
            return new Seen(point, next, at, phase);
        }

        Seen phase(Phase next) {
            return new Seen(point, value, time, next);
        }
    }

    /** Where a trial is. */
    enum Phase {
        RUNNING,
        STOPPED,
        WHOLE,
        FAILED
    }

    /** What was seen of all trials, in the order of their creation. */
    record State(SearchState trials, Map<RequestId, Seen> seen, boolean over)
            implements SearchState {
        State {
            seen = Collections.unmodifiableMap(new LinkedHashMap<>(seen));
        }
    }

    @Override
    public SearchState initial() {
        return new State(trials.initial(), Map.of(), false);
    }

    @Override
    public SearchStep on(SearchState state, SearchEvent event, SearchRandom random) {
        var here = (State) state;
        var seen = new LinkedHashMap<>(here.seen);
        note(event, seen);
        var step = trials.on(here.trials, event, random);
        var actions = new ArrayList<SearchAction>();
        for (var action : step.actions()) {
            switch (action) {
                case SearchAction.Create create -> {
                    var point = choose(create, seen);
                    seen.put(create.trial(), new Seen(point, Objective.WORST, 0, Phase.RUNNING));
                    actions.add(new SearchAction.Create(create.trial(), create.seed(), point));
                }
                case SearchAction.Stop(var trial) -> {
                    seen.computeIfPresent(trial, (_, was) -> was.phase(Phase.STOPPED));
                    actions.add(action);
                }
                case SearchAction.Close _,
                        SearchAction.Train _,
                        SearchAction.Fail _,
                        SearchAction.Shutdown _ ->
                        actions.add(action);
            }
        }
        return new SearchStep(new State(step.state(), seen, step.state().over()), actions);
    }

    private void note(SearchEvent event, Map<RequestId, Seen> seen) {
        switch (event) {
            case SearchEvent.Validated(var trial, var metrics) ->
                    seen.computeIfPresent(
                            trial,
                            (_, was) -> was.phase == Phase.RUNNING ? validated(was, metrics) : was);
            case SearchEvent.Closed(var trial) ->
                    seen.computeIfPresent(
                            trial,
                            (_, was) -> was.phase == Phase.RUNNING ? was.phase(Phase.WHOLE) : was);
            case SearchEvent.ExitedEarly(var trial, var reason)
                    when reason == SearchEvent.ExitReason.UNLUCKY ->
                    seen.remove(trial);
            case SearchEvent.ExitedEarly(var trial, _) ->
                    seen.computeIfPresent(
                            trial,
                            (_, was) -> was.phase == Phase.RUNNING ? was.phase(Phase.FAILED) : was);
            case SearchEvent.Started _, SearchEvent.Reached _, SearchEvent.Progressed _ -> {}
        }
    }

    private Seen validated(Seen was, Map<String, Double> metrics) {
        var value = objective.of(metrics);
        var time = metrics.getOrDefault(timeMetric, 0.0);
        return was.validated(timeMetric.isEmpty() ? Math.min(was.value, value) : value, time);
    }

    /** The drawn point of a creation, or a better one when enough was seen. */
    private Map<String, @Nullable Object> choose(
            SearchAction.Create create, Map<RequestId, Seen> seen) {
        var told =
                seen.values().stream()
                        .filter(trial -> trial.phase != Phase.RUNNING)
                        .sorted(BEST_FIRST)
                        .map(Seen::point)
                        .toList();
        if (told.size() < startup || space.isConstant()) {
            return create.hyperparameters();
        }
        var running =
                seen.values().stream()
                        .filter(trial -> trial.phase == Phase.RUNNING)
                        .map(Seen::point)
                        .toList();
        return Parzen.choose(space, told, running, SearchRandom.seeded(create.seed()));
    }

    /** Whole trials by their value; of the others, those that came further first. */
    private static final Comparator<Seen> BEST_FIRST =
            Comparator.<Seen>comparingInt(TpeSearch::rank)
                    .thenComparingDouble(seen -> seen.phase == Phase.STOPPED ? -seen.time : 0)
                    .thenComparingDouble(Seen::value);

    private static int rank(Seen seen) {
        return switch (seen.phase) {
            case WHOLE -> 0;
            case STOPPED -> 1;
            case RUNNING, FAILED -> 2;
        };
    }

    @Override
    public double progress(SearchState state) {
        return trials.progress(((State) state).trials);
    }

    @Override
    public Outline outline() {
        return trials.outline();
    }
}
