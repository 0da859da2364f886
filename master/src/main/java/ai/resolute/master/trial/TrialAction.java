package ai.resolute.master.trial;

import java.time.Instant;

/** What a state of a trial asks for. */
sealed interface TrialAction {
    /** It waits to be told to run. */
    record Nothing() implements TrialAction {}

    /** Look again then: it goes on. */
    record RunLater(Instant time) implements TrialAction {}

    /** Ask for slots for its current run, unless that was done. */
    record AskSlots() implements TrialAction {}

    /** Let the current run checkpoint and stop. */
    record StopRun() implements TrialAction {}

    /** The same, with little patience: the run has nothing to save. */
    record StopRunSoon() implements TrialAction {}

    /** Kill the current run. */
    record KillRun() implements TrialAction {}

    /** See to it that the lease of its process, which the cluster did not start, ends. */
    record WatchProcess() implements TrialAction {}

    /** Tell the experiment that it is over. */
    record TellExperiment() implements TrialAction {}
}
