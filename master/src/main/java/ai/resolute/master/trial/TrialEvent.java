package ai.resolute.master.trial;

import ai.resolute.master.allocation.AllocationEnd;
import ai.resolute.master.config.Length;
import ai.resolute.master.trial.failure.Failure;
import java.time.Instant;

/** What happens to a trial. */
sealed interface TrialEvent {
    /** Its experiment runs. */
    record RunAsked() implements TrialEvent {}

    /** Its experiment pauses. */
    record PauseAsked() implements TrialEvent {}

    /** It shall checkpoint and end. */
    record StopAsked(Ending ending) implements TrialEvent {}

    /** It shall end at once. */
    record KillAsked(Ending ending) implements TrialEvent {}

    /** The search lets it train to this length in total. */
    record LengthSet(Length length) implements TrialEvent {}

    /** A run has trained to this length, which it was told. */
    record LengthReached(int run, Length length) implements TrialEvent {}

    /** Its script asked for an early stop. */
    record StopReported() implements TrialEvent {}

    /** Its script refused the hyperparameters. */
    record HyperparametersRefused() implements TrialEvent {}

    /** A run says why it will fail. */
    record FailureReported(int run, Failure failure) implements TrialEvent {}

    /** A run brought the trial further: it has a checkpoint that it had not before. */
    record Advanced(int run) implements TrialEvent {}

    /** No failure shall be followed by another run, for this reason. */
    record RestartsRefused(String why) implements TrialEvent {}

    /** Time passed; a back-off may be over. */
    record Ticked() implements TrialEvent {}

    /** What happens to an unmanaged trial; nothing of it changes any other. */
    sealed interface OfProcess extends TrialEvent {}

    /** A process begins another run; one that ran it before is replaced. */
    record Begun() implements OfProcess {}

    /** A process gives a sign of life, and does not say which run it is. */
    record Heard() implements OfProcess {}

    /** The process of this run reports something. */
    record Reported(int run) implements OfProcess {}

    /** Its process says how it ended. */
    record Told(Ending ending) implements OfProcess {}

    /**
     * It is weighed whether its process still counts as alive.
     *
     * @param listening since when it could have been heard, without a break
     */
    record LeaseLooked(Instant listening) implements OfProcess {}

    /** The allocation of a run is over. */
    record AllocationEnded(int run, AllocationEnd end) implements TrialEvent {}
}
