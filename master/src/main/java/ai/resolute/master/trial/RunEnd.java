package ai.resolute.master.trial;

import ai.resolute.master.allocation.AllocationEnd;
import ai.resolute.master.config.Length;
import ai.resolute.master.trial.TrialState.BackingOff;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.TrialState.Notes;
import ai.resolute.master.trial.TrialState.Paused;
import ai.resolute.master.trial.TrialState.Pausing;
import ai.resolute.master.trial.TrialState.Running;
import ai.resolute.master.trial.TrialState.Stopping;
import ai.resolute.master.trial.failure.Failure;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the end of a run means for its trial. */
final class RunEnd {
    private static final int NOT_RESTARTABLE = 3;
    private static final int KILLED = 137;
    private static final Pattern NO_ROOM = Pattern.compile("No space left|quota exceeded");
    private static final Failure TAKEN =
            new Failure("preempted", "its slots were taken from it at once", true);
    private static final Failure LATE =
            new Failure(
                    "time_limit",
                    "it had not stopped when its time for that was over (preemption_timeout), so it"
                            + " was killed; what it trained since its newest checkpoint is lost",
                    true);

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
        var failure =
                failure(state.notes(), end)
                        .filter(_ -> !byMaster(end) && !state.ending().equals(Ending.INVALID));
        return failure.isEmpty()
                ? trial.to(new Ended(state.ending(), now))
                : ended(trial, failure.orElseThrow(), now);
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
        if (attempts.end(failure, trial.origin().maxRestarts()).isPresent()) {
            return ended(trial, failure, now);
        }
        var counted = attempts.restart(failure);
        if (!(onward.state() instanceof Running)) {
            return onward.to(onward.state(), counted);
        }
        return counted.backOff().isZero()
                ? onward.to(onward.state(), counted.next())
                : trial.to(new BackingOff(now.plus(counted.backOff())), counted);
    }

    private static Trial ended(Trial trial, Failure failure, Instant now) {
        return trial.to(new Ended(Ending.errored(failure), now), trial.attempts().failed(failure));
    }

    private static boolean byMaster(AllocationEnd end) {
        return end instanceof AllocationEnd.Killed || end instanceof AllocationEnd.TimedOut;
    }

    private static Optional<Failure> failure(Notes notes, AllocationEnd end) {
        return switch (end) {
            case AllocationEnd.Withdrawn _ -> Optional.empty();
            case AllocationEnd.Preempted _ -> Optional.empty();
            case AllocationEnd.Killed _ -> Optional.of(TAKEN);
            case AllocationEnd.TimedOut _ -> Optional.of(LATE);
            case AllocationEnd.Exited(var status) ->
                    status == 0
                            ? notes.failure()
                            : Optional.of(notes.failure().orElseGet(() -> exited(status)));
            case AllocationEnd.Lost(var why) ->
                    Optional.of(notes.failure().orElseGet(() -> new Failure("lost", why, true)));
            case AllocationEnd.FailedToStart(var why) ->
                    Optional.of(notes.failure().orElseGet(() -> notStarted(why)));
        };
    }

    private static Failure notStarted(String why) {
        var full = NO_ROOM.matcher(why).find();
        return new Failure(full ? "storage" : "start", why, true);
    }

    private static Failure exited(int status) {
        if (status == KILLED) {
            return new Failure(
                    "out_of_memory",
                    "signal 9 ended its process, and the cluster did not send it: most likely the"
                            + " kernel did, for want of memory",
                    true);
        }
        var how =
                status > 128
                        ? "signal %d ended its process".formatted(status - 128)
                        : "its process ended with status %d".formatted(status);
        return new Failure("exit_status", how, status != NOT_RESTARTABLE);
    }
}
