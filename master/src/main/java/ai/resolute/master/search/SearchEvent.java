package ai.resolute.master.search;

import ai.resolute.master.config.Length;
import ai.resolute.master.id.RequestId;
import java.util.Map;

/**
 * What a search method is told. Each event of a trial comes once, however often the trial was
 * restarted.
 */
public sealed interface SearchEvent {
    /** The experiment begins. */
    record Started() implements SearchEvent {}

    /**
     * A trial reported validation metrics.
     *
     * @param metrics by the framework's names; {@code batches} and, where known, {@code epochs} say
     *     how far the trial is
     */
    record Validated(RequestId trial, Map<String, Double> metrics) implements SearchEvent {}

    /**
     * A trial reached the length it was last told to train to, and validated there.
     *
     * @param metrics those of that validation; it was told as {@link Validated} too
     */
    record Reached(RequestId trial, Length length, Map<String, Double> metrics)
            implements SearchEvent {}

    /** A trial trained to its end, or was stopped by the search or by the user's own early stop. */
    record Closed(RequestId trial) implements SearchEvent {}

    /** A trial ended otherwise. */
    record ExitedEarly(RequestId trial, ExitReason reason) implements SearchEvent {}

    /** A trial reported how far it is, from 0 to 1. */
    record Progressed(RequestId trial, double fraction) implements SearchEvent {}

    /** Why a trial ended before its time. */
    enum ExitReason {
        /** It failed at these hyperparameters, and would again. */
        ERRORED,
        /** It failed for a reason that says nothing about its hyperparameters. */
        UNLUCKY,
        CANCELED,
        INVALID_HYPERPARAMETERS;

        /** Whether it failed. */
        public boolean failed() {
            return this == ERRORED || this == UNLUCKY;
        }
    }
}
