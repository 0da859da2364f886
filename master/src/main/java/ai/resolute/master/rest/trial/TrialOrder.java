package ai.resolute.master.rest.trial;

import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.TrialMessages.TrialSortBy;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.metrics.MetricRow;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.States;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialState.Ended;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Orders trials of one experiment. */
record TrialOrder(Services services, SearcherConfig searcher, LiveView live) {
    Comparator<Trial> by(TrialSortBy wanted, OrderBy direction) {
        var byId = Comparator.comparingInt((Trial one) -> one.id().value());
        var order =
                switch (wanted) {
                    case SORT_BY_UNSPECIFIED, SORT_BY_ID -> byId;
                    case SORT_BY_START_TIME -> Comparator.comparing(Trial::createdAt);
                    case SORT_BY_END_TIME -> Comparator.comparing(TrialOrder::end);
                    case SORT_BY_STATE ->
                            Comparator.comparing(
                                    (Trial one) -> States.of(one, live.of(one.origin().task())));
                    case SORT_BY_BEST_VALIDATION_METRIC ->
                            Comparator.comparingDouble(this::bestValue);
                    case SORT_BY_LATEST_VALIDATION_METRIC ->
                            Comparator.comparingDouble(this::latestValue);
                    case SORT_BY_BATCHES_PROCESSED -> Comparator.comparingLong(this::steps);
                    case SORT_BY_DURATION ->
                            Comparator.comparing((Trial one) ->
                                    java.time.Duration.between(one.createdAt(), end(one)));
                    case SORT_BY_RESTARTS ->
                            Comparator.comparingInt((Trial one) -> one.attempts().restarts());
                    case SORT_BY_CHECKPOINT_SIZE -> Comparator.comparingLong(this::size);
                };
        return Paging.turned(order.thenComparing(byId), direction);
    }

    private double bestValue(Trial trial) {
        return services.findings()
                .leaders()
                .best(trial.id(), searcher)
                .map(found -> found.value())
                .orElse(Double.NaN);
    }

    private double latestValue(Trial trial) {
        return services.findings()
                .metrics()
                .latestValidation(trial.id())
                .flatMap(this::value)
                .orElse(Double.NaN);
    }

    private Optional<Double> value(MetricRow row) {
        return row.report().values().get(searcher.metric()) instanceof Number number
                ? Optional.of(number.doubleValue())
                : Optional.empty();
    }

    private long steps(Trial trial) {
        return services.work().trials().progress(trial.id()).stepsCompleted();
    }

    private long size(Trial trial) {
        return services.findings().checkpoints().listByTrial(trial.id()).stream()
                .mapToLong(Checkpoint::size)
                .sum();
    }

    private static Instant end(Trial trial) {
        return trial.state() instanceof Ended end ? end.at() : Instant.now();
    }
}
