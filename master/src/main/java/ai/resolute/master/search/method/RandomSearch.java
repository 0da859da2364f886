package ai.resolute.master.search.method;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import ai.resolute.master.search.SearchStep;
import ai.resolute.master.search.space.Draw;

/**
 * A number of trials with drawn hyperparameters. Trials whose hyperparameters turn out invalid are
 * drawn again, up to {@value #REPLACEMENTS_PER_PLACE} times as often as there are trials: a space
 * without a valid point must not run for ever.
 */
final class RandomSearch implements SearchMethod {
    static final int REPLACEMENTS_PER_PLACE = 10;

    private final Filling filling;

    RandomSearch(SearcherConfig.Random searcher, Hyperparameters space) {
        filling = filling(searcher.trials(), space);
    }

    /** So many drawn trials. */
    static Filling filling(SearcherConfig.Trials trials, Hyperparameters space) {
        return new Filling(
                trials.most(),
                Filling.concurrent(trials.concurrent(), trials.most()),
                space.isConstant() ? 0 : REPLACEMENTS_PER_PLACE * trials.most(),
                (_, random) -> Draw.from(space, random));
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
