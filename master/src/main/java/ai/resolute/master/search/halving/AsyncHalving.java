package ai.resolute.master.search.halving;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Length;
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
import java.util.List;

/**
 * Asynchronous halving that promotes: a trial goes on to the next rung as soon as it is among the
 * best of those that reached its rung so far; when none can, a new trial begins.
 */
public final class AsyncHalving implements SearchMethod {
    private final Ladder ladder;
    private final List<Length> lengths;
    private final Objective objective;
    private final Hyperparameters space;

    AsyncHalving(
            Ladder ladder,
            SearcherConfig.Target target,
            Objective objective,
            Hyperparameters space) {
        this.ladder = ladder;
        this.lengths =
                Rungs.lengths(target.steps(), ladder.rungs(), ladder.divisor()).stream()
                        .map(target.step()::times)
                        .toList();
        this.objective = objective;
        this.space = space;
    }

    /**
     * A rung.
     *
     * @param outstanding how many trials train for it
     * @param results best first
     */
    record Level(int outstanding, List<Result> results) {
        Level {
            results = List.copyOf(results);
        }
    }

    /** What was reached. */
    public record State(Roll roll, List<Level> levels, boolean over) implements SearchState {
        public State {
            levels = List.copyOf(levels);
        }
    }

    @Override
    public SearchState initial() {
        var empty = new Level(0, List.of());
        return new State(Roll.EMPTY, Collections.nCopies(ladder.rungs(), empty), false);
    }

    @Override
    public SearchStep on(SearchState state, SearchEvent event, SearchRandom random) {
        return new Answer((State) state, random).to(event);
    }

    @Override
    public double progress(SearchState state) {
        var here = (State) state;
        var trials = ladder.trials();
        return ladder.progress(here.levels.getFirst().results.size(), here.roll.ended(), trials);
    }

    @Override
    public Outline outline() {
        return ladder.outline(i -> new Outline.Extent.Trained(lengths.get(i)));
    }

    private final class Answer {
        private final Turn turn;
        private final SearchRandom random;
        private final int[] outstanding;
        private final List<List<Result>> results = new ArrayList<>();
        private boolean over;

        Answer(State state, SearchRandom random) {
            this.random = random;
            turn = new Turn(state.roll);
            outstanding = state.levels.stream().mapToInt(Level::outstanding).toArray();
            state.levels.forEach(level -> results.add(new ArrayList<>(level.results)));
            over = state.over;
        }

        SearchStep to(SearchEvent event) {
            switch (event) {
                case SearchEvent.Started _ -> {
                    while (turn.created() < ladder.concurrent()) {
                        create();
                    }
                }
                case SearchEvent.Reached(var trial, var length, var metrics) ->
                        turn.staying(trial)
                                .filter(member -> lengths.get(member.rung()).equals(length))
                                .filter(member -> !waits(trial, member.rung()))
                                .ifPresent(member ->
                                        result(trial, member.rung(), objective.of(metrics)));
                case SearchEvent.Closed(var trial) ->
                        turn.ended(trial).ifPresent(member -> gone(trial, member.rung()));
                case SearchEvent.ExitedEarly(var trial, var reason) ->
                        turn.exited(trial, reason).ifPresent(member -> gone(trial, member.rung()));
                case SearchEvent.Validated _, SearchEvent.Progressed _ -> {}
            }
            if (turn.isEmpty() && turn.created() > 0 && !over) {
                turn.act(new SearchAction.Shutdown(turn.failed()));
                over = true;
            }
            return new SearchStep(new State(turn.roll(), levels(), over), turn.actions());
        }

        private List<Level> levels() {
            var levels = new ArrayList<Level>();
            for (int i = 0; i < outstanding.length; i++) {
                levels.add(new Level(outstanding[i], results.get(i)));
            }
            return levels;
        }

        private void create() {
            outstanding[0]++;
            turn.act(new SearchAction.Train(turn.create(space, random), lengths.getFirst()));
        }

        private boolean waits(RequestId trial, int rung) {
            return results.get(rung).stream().anyMatch(result -> result.trial().equals(trial));
        }

        private void gone(RequestId trial, int rung) {
            if (!waits(trial, rung)) {
                result(trial, rung, Objective.WORST);
            }
        }

        private void result(RequestId trial, int rung, double value) {
            var trains = reach(trial, rung, value);
            if (!trains && turn.created() < ladder.trials()) {
                create();
            }
            if (results.getFirst().size() >= ladder.trials()) {
                stopTheRest();
            }
        }

        /** Whether a trial trains on because of it. */
        private boolean reach(RequestId trial, int rung, double value) {
            outstanding[rung]--;
            var here = results.get(rung);
            var before = (int) (here.size() / ladder.divisor());
            var place = Result.insert(here, trial, value);
            if (rung == lengths.size() - 1) {
                turn.close(trial);
                return false;
            }
            var now = (int) (here.size() / ladder.divisor());
            if (place < now) {
                return promote(place, rung);
            }
            return now != before && !here.get(before).promoted() && promote(before, rung);
        }

        private boolean promote(int place, int rung) {
            var best = results.get(rung).get(place);
            results.get(rung).set(place, best.asPromoted());
            outstanding[rung + 1]++;
            if (turn.staying(best.trial()).isEmpty()) {
                return reach(best.trial(), rung + 1, Objective.WORST);
            }
            turn.move(best.trial(), rung + 1);
            turn.act(new SearchAction.Train(best.trial(), lengths.get(rung + 1)));
            return true;
        }

        /** No further trial comes to the rungs below the first that one trains for. */
        private void stopTheRest() {
            for (int i = 0; i < outstanding.length && outstanding[i] == 0; i++) {
                results.get(i).stream()
                        .filter(result -> !result.promoted())
                        .map(Result::trial)
                        .forEach(turn::stop);
            }
        }
    }
}
