package ai.resolute.master.search.method;

import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills a number of places with trials, so many open at once. Events of trials that are not open
 * are ignored: they were heard before.
 *
 * @param places how many trials there will be
 * @param concurrent how many may be open at once
 * @param replacements how many invalid trials may give their place to another, at most
 * @param points where hyperparameters come from
 */
record Filling(int places, int concurrent, int replacements, Points points) {
    /** Hyperparameters for a place, counted from 0. */
    @FunctionalInterface
    interface Points {
        Map<String, @Nullable Object> at(int place, SearchRandom random);
    }

    /** How many trials may be open when a configuration says {@code limit}, 0 meaning all. */
    static int concurrent(int limit, int places) {
        return limit == 0 ? places : Math.min(limit, places);
    }

    Outline outline() {
        return Outline.whole(places, concurrent);
    }

    SearchStep on(Roster roster, SearchEvent event, SearchRandom random) {
        return switch (event) {
            case SearchEvent.Started _ ->
                    roster.created() > 0 ? stay(roster) : fill(roster, random);
            case SearchEvent.Validated _, SearchEvent.Reached _ -> stay(roster);
            case SearchEvent.Progressed(var trial, var fraction) ->
                    stay(isOpen(roster, trial) ? roster.progressed(trial, fraction) : roster);
            case SearchEvent.Closed(var trial) ->
                    isOpen(roster, trial) ? fill(roster.closed(trial), random) : stay(roster);
            case SearchEvent.ExitedEarly(var trial, var reason) ->
                    isOpen(roster, trial)
                            ? fill(exited(roster, trial, reason), random)
                            : stay(roster);
        };
    }

    private Roster exited(Roster roster, RequestId trial, SearchEvent.ExitReason reason) {
        return switch (reason) {
            case ERRORED, UNLUCKY -> roster.errored(trial);
            case CANCELED -> roster.closed(trial);
            case INVALID_HYPERPARAMETERS ->
                    roster.replaced() < replacements ? roster.freed(trial) : roster.closed(trial);
        };
    }

    private SearchStep fill(Roster roster, SearchRandom random) {
        var actions = new ArrayList<SearchAction>();
        var filled = roster;
        while (filled.created() < places && filled.open().size() < concurrent) {
            var create = create(filled.created(), random);
            actions.add(create);
            filled = filled.opened(create.trial());
        }
        if (filled.open().isEmpty() && !filled.over()) {
            actions.add(new SearchAction.Shutdown(filled.errored() >= filled.created()));
            filled = filled.ended();
        }
        return new SearchStep(filled, actions);
    }

    private SearchAction.Create create(int place, SearchRandom random) {
        var point = points.at(place, random);
        return new SearchAction.Create(random.requestId(), random.trialSeed(), point);
    }

    private static boolean isOpen(Roster roster, RequestId trial) {
        return roster.open().containsKey(trial);
    }

    private static SearchStep stay(Roster roster) {
        return new SearchStep(roster, List.of());
    }
}
