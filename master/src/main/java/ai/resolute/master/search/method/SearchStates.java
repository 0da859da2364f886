package ai.resolute.master.search.method;

import ai.resolute.master.search.SearchState;
import ai.resolute.master.search.halving.AsyncHalving;
import ai.resolute.master.search.halving.StoppingHalving;
import ai.resolute.master.search.halving.SyncHalving;
import ai.resolute.master.search.halving.Tournament;
import java.util.Map;

/** Search states as JSON values, to be saved with the experiment. */
public final class SearchStates {
    /** The names are saved; changing one needs a migration. */
    private static final StateCodec CODEC =
            new StateCodec(
                    Map.of(
                            "Roster", Roster.class,
                            "SyncHalving", SyncHalving.State.class,
                            "AsyncHalving", AsyncHalving.State.class,
                            "StoppingHalving", StoppingHalving.State.class,
                            "Tournament", Tournament.State.class,
                            "Pbt", PbtSearch.State.class,
                            "Tpe", TpeSearch.State.class,
                            "MedianStopping", MedianStopping.State.class),
                    "Roster");

    private SearchStates() {}

    public static Map<String, Object> encode(SearchState state) {
        return CODEC.encode(state);
    }

    /** The state that was saved. */
    public static SearchState decode(Map<String, Object> saved) {
        return CODEC.decode(saved);
    }
}
