package ai.resolute.master.trial;

import ai.resolute.master.allocation.AllocationEnd;
import ai.resolute.master.config.Length;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.TrialState.Notes;
import ai.resolute.master.trial.TrialState.Paused;
import ai.resolute.master.trial.TrialState.Pausing;
import ai.resolute.master.trial.TrialState.Running;
import ai.resolute.master.trial.TrialState.Stopping;
import ai.resolute.master.trial.failure.Failure;
import java.time.Instant;
import java.util.Optional;

/** What the end of a run means for its trial. */
final class RunEnd {
    private static final int NOT_RESTARTABLE = 3;

    private RunEnd() {}

    /**
     * A run that came as far as the search wants stops, for all it knows, and is heard of later.
     */
    static Trial atLength(Trial trial, Notes notes, Length length) {
        var noted = notes.with(length);
        var goal = trial.goal().filter(wanted -> wanted.length().equals(length));
        if (goal.isEmpty()) {
            return trial.to(
                    trial.state() instanceof Running ? new Running(noted) : new Pausing(noted));
        }
        return trial.with(goal.orElseThrow().met()).to(new Pausing(noted));
    }

    static Trial whileRunning(Trial trial, Notes notes, AllocationEnd end, Instant now) {
        return verdict(
                trial, notes, end, now, trial.resting() ? trial.to(new Paused()) : trial.nextRun());
    }

    static Trial whilePausing(Trial trial, Notes notes, AllocationEnd end, Instant now) {
        return verdict(trial, notes, end, now, trial.to(new Paused()));
    }

    /** A run that fails while it stops makes its trial fail, unless it refused its values. */
    static Trial whileStopping(Trial trial, Stopping state, AllocationEnd end, Instant now) {
        var failure = failure(state.notes(), end);
        var ending =
                failure.isEmpty() || state.ending().equals(Ending.INVALID)
                        ? state.ending()
                        : Ending.errored(failure.orElseThrow());
        return trial.to(new Ended(ending, now));
    }

    /** What follows a run that is neither the last by request nor needed any more. */
    private static Trial verdict(
            Trial trial, Notes notes, AllocationEnd end, Instant now, Trial onward) {
        var failure = failure(notes, end);
        if (failure.isPresent() && !trial.resting()) {
            return failed(trial, failure.orElseThrow(), now, onward);
        }
        var done = end instanceof AllocationEnd.Exited;
        if (notes.stopped() && (done || end instanceof AllocationEnd.Preempted)) {
            return trial.to(new Ended(Ending.STOPPED_BY_SCRIPT, now));
        }
        return done && notes.reached().isEmpty()
                ? trial.to(new Ended(Ending.TRAINED, now))
                : onward;
    }

    private static Trial failed(Trial trial, Failure failure, Instant now, Trial onward) {
        var attempts = trial.attempts();
        var mayRestart =
                failure.restartable() && attempts.restarts() < trial.origin().maxRestarts();
        if (!mayRestart) {
            return trial.to(new Ended(Ending.errored(failure), now), attempts.failed(failure));
        }
        var counted = attempts.restart(failure);
        return onward.state() instanceof Running
                ? onward.to(onward.state(), counted.next())
                : onward.to(onward.state(), counted);
    }

    private static Optional<Failure> failure(Notes notes, AllocationEnd end) {
        return switch (end) {
            case AllocationEnd.Withdrawn _ -> Optional.empty();
            case AllocationEnd.Preempted _ -> Optional.empty();
            case AllocationEnd.Killed _ -> Optional.empty();
            case AllocationEnd.Exited(var status) ->
                    status == 0
                            ? notes.failure()
                            : Optional.of(notes.failure().orElseGet(() -> exited(status)));
            case AllocationEnd.Lost(var why) ->
                    Optional.of(notes.failure().orElseGet(() -> new Failure("lost", why, true)));
            case AllocationEnd.FailedToStart(var why) ->
                    Optional.of(notes.failure().orElseGet(() -> new Failure("start", why, true)));
        };
    }

    private static Failure exited(int status) {
        var how =
                status > 128
                        ? "signal %d ended its process".formatted(status - 128)
                        : "its process ended with status %d".formatted(status);
        return new Failure("exit_status", how, status != NOT_RESTARTABLE);
    }
}
