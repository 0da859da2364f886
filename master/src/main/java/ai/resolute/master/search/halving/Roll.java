package ai.resolute.master.search.halving;

import ai.resolute.master.id.RequestId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The trials of a bracket.
 *
 * @param open those whose end the search has not heard, in the order of their creation
 */
record Roll(Map<RequestId, Member> open, int created, int errored) {
    static final Roll EMPTY = new Roll(Map.of(), 0, 0);

    Roll {
        open = Collections.unmodifiableMap(new LinkedHashMap<>(open));
    }

    /**
     * An open trial.
     *
     * @param rung the rung it trains for or waits at
     * @param leaving whether the search has asked for its end
     */
    record Member(int rung, boolean leaving) {}

    int ended() {
        return created - open.size();
    }
}
