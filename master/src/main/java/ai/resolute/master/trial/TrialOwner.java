package ai.resolute.master.trial;

import ai.resolute.master.allocation.AllocationAsk;
import ai.resolute.master.config.Length;
import ai.resolute.master.config.LogPolicy;
import ai.resolute.master.config.SearcherConfig;
import java.util.List;
import java.util.Map;

/** Who owns trials: says what they run on, and is told what they report and how they end. */
public interface TrialOwner {
    /** What a run of this trial asks for. */
    AllocationAsk ask(Trial trial);

    /** What follows lines of its log. */
    List<LogPolicy> logPolicies(Trial trial);

    /** What ranks the trial among others. */
    SearcherConfig searcher(Trial trial);

    /** The trial is over. Told at least once. */
    void ended(Trial trial);

    /** One that had ended like this goes on. Told once, in the transaction that decides it. */
    void reopened(Trial trial, Ending ending);

    /** Told once, in the transaction that takes the report. */
    void validated(Trial trial, Map<String, Double> metrics);

    /** It trained to the length that the search told it. Told once, as {@link #validated}. */
    void reached(Trial trial, Length length, Map<String, Double> metrics);

    /** Told in the transaction that takes the report. */
    void progressed(Trial trial, double fraction);
}
