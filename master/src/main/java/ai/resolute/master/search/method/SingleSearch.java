package ai.resolute.master.search.method;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import ai.resolute.master.search.SearchStep;
import ai.resolute.master.search.space.Draw;

/** One trial with drawn hyperparameters. */
final class SingleSearch implements SearchMethod {
    private final Filling filling;

    SingleSearch(Hyperparameters space) {
        filling = new Filling(1, 1, 0, (_, random) -> Draw.from(space, random));
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
