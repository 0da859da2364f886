package ai.resolute.master.search;

import ai.resolute.master.id.RequestId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a search method asks for. */
public sealed interface SearchAction {
    /** Make a trial. Hyperparameters are JSON values: scalars, nulls, lists and maps. */
    record Create(RequestId trial, int seed, Map<String, @Nullable Object> hyperparameters)
            implements SearchAction {}

    /** Let a trial checkpoint and end; it counts as completed. */
    record Stop(RequestId trial) implements SearchAction {}

    /** No further trial will come. The experiment fails if {@code failed}. */
    record Shutdown(boolean failed) implements SearchAction {}
}
