package ai.resolute.master.rest.trial;

import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.PageMessages.Pagination;
import ai.resolute.api.TrialMessages.TrialsRequest;
import ai.resolute.api.TrialMessages.TrialsResponse;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.States;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.listing.Place;
import ai.resolute.master.trial.listing.TrialQuery;
import ai.resolute.master.trial.listing.TrialQuery.Direction;
import ai.resolute.master.trial.listing.TrialQuery.Wanted;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One part of the trials of an experiment, as one request wants it. */
record TrialList(Services services, ExperimentId experiment, TrialsRequest request) {
    TrialsResponse answer(TrialView view) {
        return services.work().trials().lists().together(() -> part(view));
    }

    private TrialsResponse part(TrialView view) {
        var query = new TrialQuery(experiment, key(), direction(), wanted());
        var lists = services.work().trials().lists();
        var total = lists.count(query);
        var page = Paging.bounds(total, request.offset(), request.limit());
        if (request.cursor().isEmpty()) {
            var found = lists.list(query, page.startIndex(), page.endIndex() - page.startIndex());
            return answer(view, found, page, page.endIndex() < total);
        }
        var limit = request.limit() > 0 ? request.limit() : total;
        var found = lists.listBehind(query, Place.parse(request.cursor()), limit);
        return answer(view, found, page, found.size() == limit);
    }

    private TrialsResponse answer(
            TrialView view, List<Place> found, Pagination page, boolean goesOn) {
        var trials = services.work().trials();
        return new TrialsResponse(
                found.stream().map(place -> view.message(trials.get(place.trial()))).toList(),
                page,
                goesOn && !found.isEmpty() ? found.getLast().cursor() : "");
    }

    private TrialQuery.Key key() {
        return switch (request.sortBy()) {
            case SORT_BY_UNSPECIFIED, SORT_BY_ID -> TrialQuery.Key.ID;
            case SORT_BY_START_TIME -> TrialQuery.Key.STARTED;
            case SORT_BY_END_TIME -> TrialQuery.Key.ENDED;
            case SORT_BY_STATE -> TrialQuery.Key.OUTCOME;
            case SORT_BY_BEST_VALIDATION_METRIC -> TrialQuery.Key.BEST;
            case SORT_BY_LATEST_VALIDATION_METRIC -> TrialQuery.Key.LATEST;
            case SORT_BY_BATCHES_PROCESSED -> TrialQuery.Key.STEPS;
            case SORT_BY_DURATION -> TrialQuery.Key.SECONDS;
            case SORT_BY_RESTARTS -> TrialQuery.Key.RESTARTS;
            case SORT_BY_CHECKPOINT_SIZE -> TrialQuery.Key.SIZE;
        };
    }

    private Direction direction() {
        return request.orderBy() == OrderBy.ORDER_BY_DESC
                ? Direction.DESCENDING
                : Direction.ASCENDING;
    }

    /** What ended is known by its outcome; of what lives, each is looked at. */
    private Optional<Wanted> wanted() {
        if (request.states().isEmpty()) {
            return Optional.empty();
        }
        var outcomes =
                Stream.of(Ending.Outcome.values())
                        .filter(outcome -> request.states().contains(States.of(outcome)))
                        .map(Enum::name)
                        .collect(Collectors.toSet());
        var live = LiveView.of(services);
        var trials =
                services.work().trials().live(experiment).stream()
                        .filter(trial ->
                                request.states()
                                        .contains(States.of(trial, live.of(trial.origin().task()))))
                        .map(Trial::id)
                        .collect(Collectors.<TrialId>toSet());
        return Optional.of(new Wanted(outcomes, trials));
    }
}
