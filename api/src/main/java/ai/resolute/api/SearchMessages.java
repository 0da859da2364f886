package ai.resolute.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a search would do. */
public final class SearchMessages {
    private SearchMessages() {}

    /**
     * Asks what a configuration's search would do.
     *
     * @param secondsPerUnit how long a unit of length takes (ours)
     * @param slots how many slots there would be (ours)
     */
    public record PreviewRequest(
            Map<String, @Nullable Object> config,
            int seed,
            Optional<Double> secondsPerUnit,
            Optional<Integer> slots) {}

    public record PreviewResponse(Summary summary) {}

    /**
     * What it would do. Ours are {@code concurrent}, {@code brackets} and {@code cost}.
     *
     * @param trials how many end where, shortest first
     * @param concurrent how many are open at once, at most
     */
    public record Summary(
            Map<String, @Nullable Object> config,
            List<TrialCount> trials,
            int concurrent,
            List<Bracket> brackets,
            Optional<Cost> cost) {}

    /** So many trials end there. */
    public record TrialCount(int count, SearchUnit unit) {}

    /** As far as the configuration or the script says, or to a value of something that counts. */
    public record SearchUnit(Optional<String> name, Optional<Integer> value, boolean maxLength) {}

    /** Trials that are compared with each other. */
    public record Bracket(List<Rung> rungs) {}

    /** So many trials come so far. */
    public record Rung(int count, SearchUnit unit) {}

    /** At least so much, if no trial fails. */
    public record Cost(double hours, double slotHours) {}
}
