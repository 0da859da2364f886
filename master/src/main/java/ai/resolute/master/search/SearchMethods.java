package ai.resolute.master.search;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig;

/** The search methods there are. */
public final class SearchMethods {
    private SearchMethods() {}

    /** The method that a configuration asks for. */
    public static SearchMethod of(SearcherConfig searcher, Hyperparameters space) {
        return switch (searcher) {
            case SearcherConfig.Single _ -> new SingleSearch(space);
            case SearcherConfig.Random random -> new RandomSearch(random, space);
            case SearcherConfig.Grid grid -> new GridSearch(grid, space);
        };
    }
}
