package ai.resolute.master.search.method;

import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of searches that hold a fixed number of places and fill them one after another. A trial
 * whose hyperparameters turn out invalid may be replaced; the replacement takes over its place.
 *
 * @param open the open trials in the order of their creation, with how far each is (0 to 1)
 * @param created places filled so far
 * @param closed places whose trial has ended, in whatever way
 * @param errored places whose trial ended with an error
 * @param replaced trials that gave their place to another
 * @param over whether the search has shut down
 */
public record Roster(
        Map<RequestId, Double> open,
        int created,
        int closed,
        int errored,
        int replaced,
        boolean over)
        implements SearchState {
    static final Roster EMPTY = new Roster(Map.of(), 0, 0, 0, 0, false);

    public Roster {
        open = Collections.unmodifiableMap(new LinkedHashMap<>(open));
    }

    Roster opened(RequestId trial) {
        return new Roster(with(trial, 0), created + 1, closed, errored, replaced, over);
    }

    Roster progressed(RequestId trial, double fraction) {
        return new Roster(with(trial, fraction), created, closed, errored, replaced, over);
    }

    Roster closed(RequestId trial) {
        return new Roster(without(trial), created, closed + 1, errored, replaced, over);
    }

    Roster errored(RequestId trial) {
        return new Roster(without(trial), created, closed + 1, errored + 1, replaced, over);
    }

    Roster freed(RequestId trial) {
        return new Roster(without(trial), created - 1, closed, errored, replaced + 1, over);
    }

    Roster ended() {
        return new Roster(open, created, closed, errored, replaced, true);
    }

    /** How far the places are together, of so many. */
    double progress(int places) {
        var under = open.values().stream().mapToDouble(Double::doubleValue).sum();
        return Math.min(1, (closed + under) / places);
    }

    private Map<RequestId, Double> with(RequestId trial, double fraction) {
        var changed = new LinkedHashMap<>(open);
        changed.put(trial, fraction);
        return changed;
    }

    private Map<RequestId, Double> without(RequestId trial) {
        var changed = new LinkedHashMap<>(open);
        changed.remove(trial);
        return changed;
    }
}
