package ai.resolute.master.search;

import ai.resolute.master.config.Length;
import ai.resolute.master.id.RequestId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a search method asks for. */
public sealed interface SearchAction {
    /**
     * Make a trial. Hyperparameters are JSON values: scalars, nulls, lists and maps. Without a
     * {@link Train} it trains as far as its configuration or its script says.
     *
     * @param source whose weights it starts from; it counts its own batches from 0
     */
    record Create(
            RequestId trial,
            int seed,
            Map<String, @Nullable Object> hyperparameters,
            Optional<Source> source)
            implements SearchAction {
        public Create(RequestId trial, int seed, Map<String, @Nullable Object> hyperparameters) {
            this(trial, seed, hyperparameters, Optional.empty());
        }
    }

    /** The checkpoint of a trial at a length that it has reached. */
    record Source(RequestId trial, Length at) {}

    /**
     * Let a trial train to this length in total, validate there and checkpoint; {@link
     * SearchEvent.Reached} answers. Until it is told a further length it holds no slots.
     */
    record Train(RequestId trial, Length to) implements SearchAction {}

    /** A trial has trained as far as it will; it ends as one that trained to its end. */
    record Close(RequestId trial) implements SearchAction {}

    /** Let a trial checkpoint and end before its time; it counts as completed. */
    record Stop(RequestId trial) implements SearchAction {}

    /** The search cannot go on; the experiment fails at once. */
    record Fail(String why) implements SearchAction {
        /** A validation lacks what the search decides by. */
        public static Fail missing(String metric, Map<String, Double> metrics) {
            return new Fail(
                    "the search decides by the metric '%s', which a validation lacks; it has: %s. Name another in the searcher's configuration, or report it."
                            .formatted(metric, String.join(", ", new TreeSet<>(metrics.keySet()))));
        }
    }

    /** No further trial will come. The experiment fails if {@code failed}. */
    record Shutdown(boolean failed) implements SearchAction {}
}
