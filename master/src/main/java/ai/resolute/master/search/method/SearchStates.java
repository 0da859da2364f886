package ai.resolute.master.search.method;

import ai.resolute.master.search.SearchState;
import ai.resolute.master.search.halving.AsyncHalving;
import ai.resolute.master.search.halving.StoppingHalving;
import ai.resolute.master.search.halving.SyncHalving;
import ai.resolute.master.search.halving.Tournament;
import java.util.Map;
import java.util.Optional;

/** Search states, and records that hold one, as JSON values, whole or as changes. */
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

    private static final StateChange CHANGE = new StateChange(CODEC);

    private SearchStates() {}

    /** A record whose components are what a {@link SearchState} may hold, or such states. */
    public static Map<String, Object> encode(Record whole) {
        return CODEC.encode(whole);
    }

    /** The record that was saved. */
    public static <R extends Record> R decode(Class<R> type, Map<String, Object> saved) {
        return type.cast(CODEC.record(type, saved));
    }

    /** What became different; empty when nothing did. */
    public static <R extends Record> Optional<Map<String, Object>> change(R before, R after) {
        return CHANGE.between(before.getClass(), before, after);
    }

    /** The record that a saved change makes of the one before it. */
    public static <R extends Record> R changed(
            Class<R> type, R before, Map<String, Object> change) {
        return type.cast(CHANGE.applied(type, before, change));
    }

    /** A state that was saved by itself. */
    static SearchState decode(Map<String, Object> saved) {
        return CODEC.decode(saved);
    }
}
