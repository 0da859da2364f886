package ai.resolute.master.search;

import ai.resolute.master.config.Hyperparameters;

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
}
