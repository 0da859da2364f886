package ai.resolute.master.search.method;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import ai.resolute.master.search.SearchStep;
import ai.resolute.master.search.space.Grid;

/** Every combination of the values of the hyperparameters, the last combination first. */
final class GridSearch implements SearchMethod {
    private final Filling filling;

    GridSearch(SearcherConfig.Grid searcher, Hyperparameters space) {
        var grid = Grid.of(space);
        var places = grid.size();
        var concurrent = Filling.concurrent(searcher.trials().concurrent(), places);
        filling = new Filling(places, concurrent, 0, (place, _) -> grid.get(places - 1 - place));
    }

    @Override
    public SearchState initial() {
        return Roster.EMPTY;
    }

    @Override
    public SearchStep on(SearchState state, SearchEvent event, SearchRandom random) {
        return filling.on((Roster) state, event, random);
    }

    @Override
    public double progress(SearchState state) {
        return ((Roster) state).progress(filling.places());
    }

    @Override
    public Outline outline() {
        return filling.outline();
    }
}
