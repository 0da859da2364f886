package ai.resolute.master.why;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why something is as it is.
 *
 * @param summary one sentence
 * @param reasons what lies behind it, the nearest first
 */
public record Explanation(String summary, List<Reason> reasons) {
    public Explanation {
        reasons = List.copyOf(reasons);
    }

    /**
     * One reason.
     *
     * @param kind a stable word, such as {@code holder}
     * @param text a sentence for people
     * @param since when it began
     * @param until when it ends
     */
    public record Reason(
            String kind, String text, Optional<Instant> since, Optional<Instant> until) {
        static Reason of(String kind, String text) {
            return new Reason(kind, text, Optional.empty(), Optional.empty());
        }

        static Reason since(Instant time, String kind, String text) {
            return new Reason(kind, text, Optional.of(time), Optional.empty());
        }

        static Reason until(Instant time, String kind, String text) {
            return new Reason(kind, text, Optional.empty(), Optional.of(time));
        }
    }
}
