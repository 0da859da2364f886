package ai.resolute.master.rest.trial;

import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.PageMessages.Pagination;
import ai.resolute.api.TrialMessages.TrialSortBy;
import ai.resolute.api.TrialMessages.TrialsRequest;
import ai.resolute.api.TrialMessages.TrialsResponse;
import ai.resolute.master.checkpoint.Checkpoint;
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
import java.util.Comparator;
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
        if (request.sortBy() == TrialSortBy.SORT_BY_CHECKPOINT_SIZE) {
            return bySize(view);
        }
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

    /** Sizes are not kept beside trials: this reads all their checkpoints. */
    private TrialsResponse bySize(TrialView view) {
        var all = new TrialQuery(experiment, TrialQuery.Key.ID, Direction.ASCENDING, wanted());
        var trials = services.work().trials();
        var sorted =
                trials.lists().list(all, 0, Integer.MAX_VALUE).stream()
                        .map(place -> trials.get(place.trial()))
                        .sorted(
                                Paging.turned(
                                        Comparator.comparingLong(this::size)
                                                .thenComparingInt(trial -> trial.id().value()),
                                        request.orderBy()))
                        .toList();
        var page = Paging.of(sorted, request.offset(), request.limit());
        return new TrialsResponse(
                page.part().stream().map(view::message).toList(), page.pagination(), "");
    }

    private long size(Trial trial) {
        return services.findings().checkpoints().listByTrial(trial.id()).stream()
                .mapToLong(Checkpoint::size)
                .sum();
    }

    private TrialQuery.Key key() {
        return switch (request.sortBy()) {
            case SORT_BY_UNSPECIFIED, SORT_BY_ID, SORT_BY_CHECKPOINT_SIZE -> TrialQuery.Key.ID;
            case SORT_BY_START_TIME -> TrialQuery.Key.STARTED;
            case SORT_BY_END_TIME -> TrialQuery.Key.ENDED;
            case SORT_BY_STATE -> TrialQuery.Key.OUTCOME;
            case SORT_BY_BEST_VALIDATION_METRIC -> TrialQuery.Key.BEST;
            case SORT_BY_LATEST_VALIDATION_METRIC -> TrialQuery.Key.LATEST;
            case SORT_BY_BATCHES_PROCESSED -> TrialQuery.Key.STEPS;
            case SORT_BY_DURATION -> TrialQuery.Key.SECONDS;
            case SORT_BY_RESTARTS -> TrialQuery.Key.RESTARTS;
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
