package ai.resolute.master.search;

import ai.resolute.master.id.RequestId;
import java.util.Map;

/**
 * What a search method is told. Each event of a trial comes once, however often the trial was
 * restarted.
 */
public sealed interface SearchEvent {
    /** The experiment begins. */
    record Started() implements SearchEvent {}

    /** A trial reported validation metrics; names are those of the framework. */
    record Validated(RequestId trial, Map<String, Double> metrics) implements SearchEvent {}

    /** A trial trained to its end, or was stopped by the search or by the user's own early stop. */
    record Closed(RequestId trial) implements SearchEvent {}

    /** A trial ended otherwise. */
    record ExitedEarly(RequestId trial, ExitReason reason) implements SearchEvent {}

    /** A trial reported how far it is, from 0 to 1. */
    record Progressed(RequestId trial, double fraction) implements SearchEvent {}

    /** Why a trial ended before its time. */
    enum ExitReason {
        ERRORED,
        CANCELED,
        INVALID_HYPERPARAMETERS
    }
}
