package ai.resolute.master.experiment;

import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import ai.resolute.master.trial.Ending;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What an experiment remembers of its search; saved with each of its decisions.
 *
 * @param search what the search method remembers
 * @param position where the random source stands
 * @param open the trials whose end the search was not told
 * @param stopping the open trials that the search stops
 * @param over whether the search wants no further trial
 */
record Journal(
        SearchState search,
        SearchRandom.Position position,
        Set<RequestId> open,
        Set<RequestId> stopping,
        Tally tally,
        boolean over) {
    Journal {
        open = Collections.unmodifiableSet(new LinkedHashSet<>(open));
        stopping = Collections.unmodifiableSet(new LinkedHashSet<>(stopping));
    }

    static Journal at(SearchState search, SearchRandom random) {
        return new Journal(search, random.position(), Set.of(), Set.of(), Tally.EMPTY, false);
    }

    Journal stepped(SearchState next, SearchRandom random) {
        return new Journal(next, random.position(), open, stopping, tally, over);
    }

    Journal opened(RequestId trial) {
        var more = new LinkedHashSet<>(open);
        more.add(trial);
        return new Journal(search, position, more, stopping, tally.requested(1), over);
    }

    Journal closed(RequestId trial, Ending ending) {
        var less = new LinkedHashSet<>(open);
        less.remove(trial);
        var stops = new LinkedHashSet<>(stopping);
        stops.remove(trial);
        return new Journal(search, position, less, stops, tally.ended(ending), over);
    }

    /** A trial that had ended goes on. The search, if it knew of the end, is told of it once. */
    Journal reopened(RequestId trial, Ending ending) {
        var more = new LinkedHashSet<>(open);
        more.add(trial);
        return new Journal(
                search,
                position,
                Collections.unmodifiableSet(more),
                stopping,
                tally.reopened(ending),
                over);
    }

    Journal stopping(RequestId trial) {
        var more = new LinkedHashSet<>(stopping);
        more.add(trial);
        return new Journal(search, position, open, more, tally, over);
    }

    /** The search cannot go on. */
    Journal failed(String why) {
        return new Journal(search, position, open, stopping, tally.failed(why), true);
    }

    Journal shutDown() {
        return new Journal(search, position, open, stopping, tally, true);
    }
}
