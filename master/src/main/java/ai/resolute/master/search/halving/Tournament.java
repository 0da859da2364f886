package ai.resolute.master.search.halving;

import ai.resolute.master.id.RequestId;
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

/** Several searches side by side; each hears of the trials that it made. */
public final class Tournament implements SearchMethod {
    private final List<? extends SearchMethod> brackets;

    Tournament(List<? extends SearchMethod> brackets) {
        this.brackets = brackets;
    }

    /**
     * Where each search stands.
     *
     * @param homes which search made an open trial
     * @param failed how many searches shut down as failed
     */
    public record State(
            List<SearchState> brackets, Map<RequestId, Integer> homes, int failed, boolean over)
            implements SearchState {
        public State {
            brackets = List.copyOf(brackets);
            homes = Collections.unmodifiableMap(new LinkedHashMap<>(homes));
        }
    }

    @Override
    public SearchState initial() {
        return new State(brackets.stream().map(SearchMethod::initial).toList(), Map.of(), 0, false);
    }

    @Override
    public SearchStep on(SearchState state, SearchEvent event, SearchRandom random) {
        return new Answer((State) state, random).to(event);
    }

    @Override
    public double progress(SearchState state) {
        var here = (State) state;
        var sum = 0.0;
        for (int i = 0; i < brackets.size(); i++) {
            sum += brackets.get(i).progress(here.brackets.get(i));
        }
        return sum / brackets.size();
    }

    @Override
    public Outline outline() {
        return Outline.of(brackets.stream().map(SearchMethod::outline).toList());
    }

    private final class Answer {
        private final SearchRandom random;
        private final List<SearchState> states;
        private final Map<RequestId, Integer> homes;
        private final List<SearchAction> actions = new ArrayList<>();
        private int failed;
        private boolean over;

        Answer(State state, SearchRandom random) {
            this.random = random;
            states = new ArrayList<>(state.brackets);
            homes = new LinkedHashMap<>(state.homes);
            failed = state.failed;
            over = state.over;
        }

        SearchStep to(SearchEvent event) {
            switch (event) {
                case SearchEvent.Started _ -> {
                    for (int i = 0; i < states.size(); i++) {
                        tell(i, event);
                    }
                }
                case SearchEvent.Validated(var trial, _) -> tell(trial, event);
                case SearchEvent.Reached(var trial, _, _) -> tell(trial, event);
                case SearchEvent.Progressed(var trial, _) -> tell(trial, event);
                case SearchEvent.Closed(var trial) -> tellLast(trial, event);
                case SearchEvent.ExitedEarly(var trial, _) -> tellLast(trial, event);
            }
            if (!over && states.stream().allMatch(SearchState::over)) {
                actions.add(new SearchAction.Shutdown(failed == states.size()));
                over = true;
            }
            return new SearchStep(new State(states, homes, failed, over), actions);
        }

        private void tellLast(RequestId trial, SearchEvent event) {
            tell(trial, event);
            homes.remove(trial);
        }

        private void tell(RequestId trial, SearchEvent event) {
            var home = homes.get(trial);
            if (home != null) {
                tell(home, event);
            }
        }

        private void tell(int bracket, SearchEvent event) {
            var step = brackets.get(bracket).on(states.get(bracket), event, random);
            states.set(bracket, step.state());
            for (var action : step.actions()) {
                switch (action) {
                    case SearchAction.Create create -> {
                        homes.put(create.trial(), bracket);
                        actions.add(create);
                    }
                    case SearchAction.Shutdown(var asFailure) -> failed += asFailure ? 1 : 0;
                    case SearchAction.Fail fail -> {
                        over = true;
                        actions.add(fail);
                    }
                    case SearchAction.Train _, SearchAction.Close _, SearchAction.Stop _ ->
                            actions.add(action);
                }
            }
        }
    }
}
