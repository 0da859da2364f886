package ai.resolute.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Ours: why something is as it is. */
public final class WhyMessages {
    private WhyMessages() {}

    /**
     * One reason.
     *
     * @param kind a stable word: holder, queue, disabled, back_off, failure, place, next, asked,
     *     search, heard, runner, report, deadline, trial, ended, removal or remedy
     */
    public record Reason(
            String kind, String text, Optional<Instant> since, Optional<Instant> until) {}

    /**
     * What it waits for, or what ended it.
     *
     * @param subject such as "trial 3"
     * @param summary one sentence
     * @param reasons what lies behind it, the nearest first
     */
    public record WhyResponse(String subject, String state, String summary, List<Reason> reasons) {}
}
