package ai.resolute.master.experiment.journal;

import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import ai.resolute.master.trial.Ending;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What an experiment remembers of its search; what each of its decisions changes is saved with it.
 * Sets in it never change.
 *
 * @param search what the search method remembers
 * @param position where the random source stands
 * @param open the trials whose end the search was not told
 * @param stopping the open trials that the search stops
 * @param over whether the search wants no further trial
 */
public record Journal(
        SearchState search,
        SearchRandom.Position position,
        Set<RequestId> open,
        Set<RequestId> stopping,
        Tally tally,
        boolean over) {
    public static Journal at(SearchState search, SearchRandom random) {
        return new Journal(search, random.position(), Set.of(), Set.of(), Tally.EMPTY, false);
    }

    /** Of a search that is over, as lists need it: nothing but how its trials ended. */
    public static Journal over(Tally tally) {
        return new Journal(
                new Forgotten(),
                SearchRandom.seeded(0).position(),
                Set.of(),
                Set.of(),
                tally,
                true);
    }

    private record Forgotten() implements SearchState {
        @Override
        public boolean over() {
            return true;
        }
    }

    public Journal stepped(SearchState next, SearchRandom random) {
        return new Journal(next, random.position(), open, stopping, tally, over);
    }

    public Journal opened(RequestId trial) {
        return new Journal(search, position, with(open, trial), stopping, tally.requested(1), over);
    }

    public Journal closed(RequestId trial, Ending ending) {
        return new Journal(
                search,
                position,
                without(open, trial),
                without(stopping, trial),
                tally.ended(ending),
                over);
    }

    /** A trial that had ended goes on. The search, if it knew of the end, is told of it once. */
    public Journal reopened(RequestId trial, Ending ending) {
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

    public Journal stopping(RequestId trial) {
        return new Journal(search, position, open, with(stopping, trial), tally, over);
    }

    /** The search cannot go on. */
    public Journal failed(String why) {
        return new Journal(search, position, open, stopping, tally.failed(why), true);
    }

    public Journal shutDown() {
        return new Journal(search, position, open, stopping, tally, true);
    }

    private static Set<RequestId> with(Set<RequestId> members, RequestId trial) {
        var more = new LinkedHashSet<>(members);
        more.add(trial);
        return Collections.unmodifiableSet(more);
    }

    private static Set<RequestId> without(Set<RequestId> members, RequestId trial) {
        if (!members.contains(trial)) {
            return members;
        }
        var less = new LinkedHashSet<>(members);
        less.remove(trial);
        return Collections.unmodifiableSet(less);
    }
}
