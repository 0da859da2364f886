package ai.resolute.master.trial;

import ai.resolute.master.allocation.AllocationAsk;
import java.util.Map;

/** Who owns trials: says what they run on, and is told what they report and how they end. */
public interface TrialOwner {
    /** What a run of this trial asks for. */
    AllocationAsk ask(Trial trial);

    /** The trial is over. Told at least once. */
    void ended(Trial trial);

    /** Told once, in the transaction that takes the report. */
    void validated(Trial trial, Map<String, Double> metrics);

    /** Told in the transaction that takes the report. */
    void progressed(Trial trial, double fraction);
}
