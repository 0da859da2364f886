package ai.resolute.master.search.method;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.halving.HalvingSearches;

/** The search methods there are. */
public final class SearchMethods {
    private SearchMethods() {}

    /** The method that a configuration asks for. */
    public static SearchMethod of(SearcherConfig searcher, Hyperparameters space) {
        return switch (searcher) {
            case SearcherConfig.Single _ -> new SingleSearch(space);
            case SearcherConfig.Random random -> new RandomSearch(random, space);
            case SearcherConfig.Grid grid -> new GridSearch(grid, space);
            case SearcherConfig.SyncHalving halving -> HalvingSearches.of(halving, space);
            case SearcherConfig.AsyncHalving halving -> HalvingSearches.of(halving, space);
            case SearcherConfig.Adaptive adaptive -> HalvingSearches.of(adaptive, space);
            case SearcherConfig.AdaptiveSimple adaptive -> HalvingSearches.of(adaptive, space);
            case SearcherConfig.AdaptiveAsha asha -> HalvingSearches.of(asha, space);
            case SearcherConfig.Pbt pbt -> new PbtSearch(pbt, space);
            case SearcherConfig.Tpe tpe -> new TpeSearch(tpe, space);
            case SearcherConfig.MedianStopping median -> new MedianStopping(median, space);
        };
    }
}
