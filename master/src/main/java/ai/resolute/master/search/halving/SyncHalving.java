package ai.resolute.master.search.halving;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Length;
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
 * Successive halving: trials train to a rung, and the best of them go on to the next. A promotion
 * is made as soon as it is certain; the others wait until the rung is complete.
 */
public final class SyncHalving implements SearchMethod {
    private final List<Rung> rungs;
    private final Length step;
    private final Objective objective;
    private final Hyperparameters space;

    SyncHalving(List<Rung> rungs, Length step, Objective objective, Hyperparameters space) {
        this.rungs = rungs;
        this.step = step;
        this.objective = objective;
        this.space = space;
    }

    /**
     * What was reached.
     *
     * @param rungs the results of each rung, best first
     */
    public record State(Roll roll, List<List<Result>> rungs, boolean over) implements SearchState {
        public State {
            rungs = rungs.stream().map(List::copyOf).toList();
        }
    }

    @Override
    public SearchState initial() {
        return new State(Roll.EMPTY, Collections.nCopies(rungs.size(), List.of()), false);
    }

    @Override
    public SearchStep on(SearchState state, SearchEvent event, SearchRandom random) {
        return new Answer((State) state).to(event, random);
    }

    @Override
    public double progress(SearchState state) {
        var results = ((State) state).rungs;
        var done = 0.0;
        var all = 0.0;
        for (int i = 0; i < rungs.size(); i++) {
            done += workloads(i) * results.get(i).size();
            all += workloads(i) * rungs.get(i).trials();
        }
        return Math.min(1, done / all);
    }

    /** Steps to a rung from the one below, and the validation there. */
    private double workloads(int rung) {
        return rungs.get(rung).steps() - (rung == 0 ? 0 : rungs.get(rung - 1).steps()) + 1.0;
    }

    @Override
    public Outline outline() {
        var reached =
                rungs.stream()
                        .map(rung ->
                                new Outline.Rung(
                                        new Outline.Extent.Trained(step.times(rung.steps())),
                                        rung.trials(),
                                        rung.trials() - rung.promoted()))
                        .toList();
        return new Outline(List.of(new Outline.Bracket(reached)), rungs.getFirst().trials());
    }

    private Length length(int rung) {
        return step.times(rungs.get(rung).steps());
    }

    private final class Answer {
        private final Turn turn;
        private final List<List<Result>> results = new ArrayList<>();
        private boolean over;

        Answer(State state) {
            turn = new Turn(state.roll);
            state.rungs.forEach(rung -> results.add(new ArrayList<>(rung)));
            over = state.over;
        }

        SearchStep to(SearchEvent event, SearchRandom random) {
            switch (event) {
                case SearchEvent.Started _ -> start(random);
                case SearchEvent.Reached(var trial, var length, var metrics) ->
                        turn.staying(trial)
                                .filter(member -> length(member.rung()).equals(length))
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
            return new SearchStep(new State(turn.roll(), results, over), turn.actions());
        }

        private void start(SearchRandom random) {
            while (turn.created() < rungs.getFirst().trials()) {
                turn.act(new SearchAction.Train(turn.create(space, random), length(0)));
            }
        }

        /** A trial that is gone counts as the worst where it stood, unless it waited there. */
        private void gone(RequestId trial, int rung) {
            if (!waits(trial, rung)) {
                result(trial, rung, Objective.WORST);
            }
        }

        private boolean waits(RequestId trial, int rung) {
            return results.get(rung).stream().anyMatch(result -> result.trial().equals(trial));
        }

        private void result(RequestId trial, int rung, double value) {
            var reached = results.get(rung);
            var place = Result.insert(reached, trial, value);
            if (rung == rungs.size() - 1) {
                turn.close(trial);
                return;
            }
            var promoted = rungs.get(rung).promoted();
            var certain = reached.size() + promoted - rungs.get(rung).trials();
            if (certain > 0) {
                promote(place < certain ? trial : reached.get(certain - 1).trial(), rung + 1);
            }
            if (reached.size() == rungs.get(rung).trials()) {
                reached.stream().skip(promoted).map(Result::trial).forEach(turn::stop);
            }
        }

        private void promote(RequestId trial, int rung) {
            if (turn.staying(trial).isPresent()) {
                turn.move(trial, rung);
                turn.act(new SearchAction.Train(trial, length(rung)));
            } else {
                result(trial, rung, Objective.WORST);
            }
        }
    }
}
