package ai.resolute.master.search.halving;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig.Pace;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.Objective;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchEvent.ExitReason;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import ai.resolute.master.search.SearchStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asynchronous halving that stops: trials run on, and one that passes a rung without being among
 * the best that have passed it so far is stopped. Each that ends makes room for a new one.
 */
public final class StoppingHalving implements SearchMethod {
    private static final int REPLACEMENTS_PER_TRIAL = 10;

    private final Ladder ladder;
    private final Pace.Stopping pace;
    private final List<Long> times;
    private final Objective objective;
    private final Hyperparameters space;

    StoppingHalving(Ladder ladder, Pace.Stopping pace, Objective objective, Hyperparameters space) {
        this.ladder = ladder;
        this.pace = pace;
        this.times = Rungs.lengths(pace.maxTime(), ladder.rungs(), ladder.divisor());
        this.objective = objective;
        this.space = space;
    }

    /**
     * What was passed.
     *
     * @param passed the values that open trials brought to the rungs they passed
     * @param rungs the values of each rung, best first
     * @param invalid how many trials had invalid hyperparameters and were replaced
     */
    public record State(
            Roll roll,
            Map<RequestId, List<Double>> passed,
            List<List<Double>> rungs,
            int invalid,
            boolean over)
            implements SearchState {
        public State {
            passed = Collections.unmodifiableMap(new LinkedHashMap<>(passed));
            rungs = rungs.stream().map(List::copyOf).toList();
        }
    }

    @Override
    public SearchState initial() {
        var empty = Collections.nCopies(ladder.rungs(), List.<Double>of());
        return new State(Roll.EMPTY, Map.of(), empty, 0, false);
    }

    @Override
    public SearchStep on(SearchState state, SearchEvent event, SearchRandom random) {
        return new Answer((State) state, random).to(event);
    }

    @Override
    public double progress(SearchState state) {
        var here = (State) state;
        var ended = here.roll.ended() - here.invalid;
        return ladder.progress(here.rungs.getFirst().size(), ended, ladder.trials());
    }

    @Override
    public Outline outline() {
        return ladder.outline(i -> new Outline.Extent.Timed(pace.timeMetric(), times.get(i)));
    }

    private final class Answer {
        private final Turn turn;
        private final SearchRandom random;
        private final Map<RequestId, List<Double>> passed;
        private final List<List<Double>> rungs = new ArrayList<>();
        private int invalid;
        private boolean over;

        Answer(State state, SearchRandom random) {
            this.random = random;
            turn = new Turn(state.roll);
            passed = new LinkedHashMap<>(state.passed);
            state.rungs.forEach(rung -> rungs.add(new ArrayList<>(rung)));
            invalid = state.invalid;
            over = state.over;
        }

        SearchStep to(SearchEvent event) {
            switch (event) {
                case SearchEvent.Started _ -> {
                    while (turn.created() < ladder.concurrent()) {
                        turn.create(space, random);
                    }
                }
                case SearchEvent.Validated(var trial, var metrics) ->
                        turn.staying(trial)
                                .ifPresent(member -> validated(trial, member.rung(), metrics));
                case SearchEvent.Closed(var trial) -> {
                    turn.ended(trial).ifPresent(_ -> next());
                    passed.remove(trial);
                }
                case SearchEvent.ExitedEarly(var trial, var reason) -> {
                    turn.exited(trial, reason)
                            .ifPresent(member -> exited(trial, member.rung(), reason));
                    passed.remove(trial);
                }
                case SearchEvent.Reached _, SearchEvent.Progressed _ -> {}
            }
            if (turn.isEmpty() && turn.created() > 0 && !over) {
                turn.act(new SearchAction.Shutdown(turn.failed()));
                over = true;
            }
            return new SearchStep(
                    new State(turn.roll(), passed, rungs, invalid, over), turn.actions());
        }

        /** Fills the place of a trial that ends. */
        private void next() {
            if (!over && turn.created() - invalid < ladder.trials()) {
                turn.create(space, random);
            }
        }

        private void validated(RequestId trial, int from, Map<String, Double> metrics) {
            var time = metrics.get(pace.timeMetric());
            var value = objective.find(metrics);
            if (time == null || value.isEmpty()) {
                fail(time == null ? pace.timeMetric() : objective.metric(), metrics);
                return;
            }
            var rung = from;
            while (rung < times.size() && time >= times.get(rung)) {
                if (!passes(trial, rung, value.getAsDouble())) {
                    next();
                    return;
                }
                rung++;
            }
            turn.move(trial, rung);
        }

        /** Whether a trial goes on behind a rung. */
        private boolean passes(RequestId trial, int rung, double value) {
            var values = rungs.get(rung);
            var place = insert(values, value);
            var own = new ArrayList<>(passed.getOrDefault(trial, List.of()));
            own.add(value);
            passed.put(trial, own);
            if (rung == times.size() - 1) {
                turn.close(trial);
                return false;
            }
            if (place >= Math.max((int) (values.size() / ladder.divisor()), 1)) {
                turn.stop(trial);
                return false;
            }
            return true;
        }

        /** Before equal ones. */
        private static int insert(List<Double> values, double value) {
            var place = 0;
            while (place < values.size() && values.get(place) < value) {
                place++;
            }
            values.add(place, value);
            return place;
        }

        private void exited(RequestId trial, int rung, ExitReason reason) {
            if (reason != ExitReason.INVALID_HYPERPARAMETERS) {
                insert(rungs.get(rung), Objective.WORST);
            } else if (!space.isConstant() && invalid < REPLACEMENTS_PER_TRIAL * ladder.trials()) {
                invalid++;
                var own = passed.getOrDefault(trial, List.of());
                for (int i = 0; i < own.size(); i++) {
                    rungs.get(i).remove(own.get(i));
                }
            }
            next();
        }

        private void fail(String metric, Map<String, Double> metrics) {
            turn.act(SearchAction.Fail.missing(metric, metrics));
            over = true;
        }
    }
}
