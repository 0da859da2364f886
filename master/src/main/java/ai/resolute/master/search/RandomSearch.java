package ai.resolute.master.search;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig;

/**
 * A number of trials with drawn hyperparameters. Trials whose hyperparameters turn out invalid are
 * drawn again, up to {@value #REPLACEMENTS_PER_PLACE} times as often as there are trials: a space
 * without a valid point must not run for ever.
 */
final class RandomSearch implements SearchMethod {
    static final int REPLACEMENTS_PER_PLACE = 10;

    private final Filling filling;

    RandomSearch(SearcherConfig.Random searcher, Hyperparameters space) {
        var places = searcher.maxTrials();
        var concurrent = Filling.concurrent(searcher.maxConcurrentTrials(), places);
        var replacements = space.isConstant() ? 0 : REPLACEMENTS_PER_PLACE * places;
        filling =
                new Filling(
                        places, concurrent, replacements, (_, random) -> Draw.from(space, random));
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
