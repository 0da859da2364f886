package ai.resolute.master.search.halving;

import ai.resolute.master.id.RequestId;
import java.util.List;

/** What a trial brought to a rung; smaller is better. */
record Result(RequestId trial, double value, boolean promoted) {
    /** Adds a result behind equal ones; answers its place. */
    static int insert(List<Result> results, RequestId trial, double value) {
        var place = results.size();
        while (place > 0 && results.get(place - 1).value > value) {
            place--;
        }
        results.add(place, new Result(trial, value, false));
        return place;
    }

    Result asPromoted() {
        return new Result(trial, value, true);
    }
}
