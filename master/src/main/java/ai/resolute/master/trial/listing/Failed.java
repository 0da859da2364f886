package ai.resolute.master.trial.listing;

import ai.resolute.master.id.TrialId;

/**
 * Trials of an experiment that failed alike.
 *
 * @param kind of their failure
 * @param latest the last of them
 */
public record Failed(String kind, int trials, TrialId latest) {
    /** These and those, under the kind of these. */
    public Failed and(Failed others) {
        return new Failed(
                kind,
                trials + others.trials,
                others.latest.value() > latest.value() ? others.latest : latest);
    }
}
