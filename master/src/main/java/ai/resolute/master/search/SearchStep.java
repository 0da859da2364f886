package ai.resolute.master.search;

import java.util.List;

/** What a search method answers: its next state and the actions owed, in order. */
public record SearchStep(SearchState state, List<SearchAction> actions) {
    public SearchStep {
        actions = List.copyOf(actions);
    }
}
