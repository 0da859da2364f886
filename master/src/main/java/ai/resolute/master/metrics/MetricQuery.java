package ai.resolute.master.metrics;

import java.util.Optional;

/**
 * Which rows of a trial to list, by step and then by group.
 *
 * @param group only this group; all where absent
 * @param batches whether the values of single batches come along
 * @param limit at most so many; all where 0
 */
public record MetricQuery(
        Optional<String> group, Batches batches, Order order, int offset, int limit) {
    /** The averages of all groups, in order. */
    public static final MetricQuery ALL =
            new MetricQuery(Optional.empty(), Batches.LEFT_OUT, Order.ASCENDING, 0, 0);

    /** Whether a row comes with the values of its batches, which are most of its size. */
    public enum Batches {
        LEFT_OUT,
        INCLUDED
    }

    /** By steps. */
    public enum Order {
        ASCENDING,
        DESCENDING
    }
}
