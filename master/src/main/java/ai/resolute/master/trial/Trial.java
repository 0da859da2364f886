package ai.resolute.master.trial;

import ai.resolute.master.config.Length;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.trial.TrialEvent.Advanced;
import ai.resolute.master.trial.TrialEvent.AllocationEnded;
import ai.resolute.master.trial.TrialEvent.FailureReported;
import ai.resolute.master.trial.TrialEvent.HyperparametersRefused;
import ai.resolute.master.trial.TrialEvent.KillAsked;
import ai.resolute.master.trial.TrialEvent.LengthReached;
import ai.resolute.master.trial.TrialEvent.LengthSet;
import ai.resolute.master.trial.TrialEvent.OfProcess;
import ai.resolute.master.trial.TrialEvent.PauseAsked;
import ai.resolute.master.trial.TrialEvent.RestartsRefused;
import ai.resolute.master.trial.TrialEvent.RunAsked;
import ai.resolute.master.trial.TrialEvent.StopAsked;
import ai.resolute.master.trial.TrialEvent.StopReported;
import ai.resolute.master.trial.TrialEvent.Ticked;
import ai.resolute.master.trial.TrialState.BackingOff;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.TrialState.Killing;
import ai.resolute.master.trial.TrialState.Notes;
import ai.resolute.master.trial.TrialState.Paused;
import ai.resolute.master.trial.TrialState.Pausing;
import ai.resolute.master.trial.TrialState.Remote;
import ai.resolute.master.trial.TrialState.Running;
import ai.resolute.master.trial.TrialState.Stopping;
import ai.resolute.master.trial.failure.Attempts;
import java.time.Instant;
import java.util.Optional;

/**
 * One training run with fixed hyperparameters, through all its restarts. What is owed follows from
 * the state alone, so that it can be derived again after a crash.
 */
public record Trial(
        TrialId id,
        TrialOrigin origin,
        TrialState state,
        Attempts attempts,
        Optional<Goal> goal,
        Instant createdAt,
        long version) {

    static Trial paused(TrialId id, TrialOrigin origin, Instant now) {
        return new Trial(id, origin, new Paused(), Attempts.NONE, Optional.empty(), now, 0);
    }

    /** Whether it is not over. */
    public boolean live() {
        return !(state instanceof Ended);
    }

    /** Whether it has nothing to do until the search lets it train further. */
    public boolean resting() {
        return goal.filter(Goal::reached).isPresent();
    }

    /** Whether a process that the cluster did not start runs it. */
    public boolean remote() {
        return state instanceof Remote;
    }

    /** Whether the cluster runs nothing of it. */
    public boolean unmanaged() {
        return origin.unmanaged().isPresent();
    }

    /** Whether the search waits to hear that this run has come so far. */
    boolean owes(int run, Length length) {
        return mine(run)
                && (state instanceof Running || state instanceof Pausing)
                && goal.equals(Optional.of(Goal.of(length)));
    }

    /** Name of the allocation of its current or last run; runs count from 1. */
    public AllocationId allocation() {
        return AllocationId.of(origin.task(), Math.max(1, attempts.run()));
    }

    /**
     * The next record. Late and repeated events are answered, never rejected: workers retry. The
     * answer is this very record when nothing changes.
     */
    Trial on(TrialEvent event, Instant now) {
        return switch (new Case(state, event)) {
            case Case(TrialState _, OfProcess told) -> RemoteRun.on(this, told, now);
            case Case(Remote _, TrialEvent asked) -> RemoteRun.asked(this, asked, now);
            case Case(Paused _, RunAsked _) -> resting() || unmanaged() ? this : nextRun();
            case Case(Paused _, StopAsked(var ending)) -> to(new Ended(ending, now));
            case Case(Paused _, KillAsked(var ending)) -> to(new Ended(ending, now));
            case Case(Paused _, PauseAsked _) -> this;
            case Case(Paused _, LengthSet(var length)) -> toward(length);
            case Case(Paused _, LengthReached _) -> this;
            case Case(Paused _, StopReported _) -> this;
            case Case(Paused _, HyperparametersRefused _) -> this;
            case Case(Paused _, FailureReported _) -> this;
            case Case(Paused _, AllocationEnded _) -> this;
            case Case(Paused _, Advanced _) -> this;
            case Case(Paused _, RestartsRefused(var why)) -> refuseRestarts(why);
            case Case(Paused _, Ticked _) -> this;

            case Case(Running(var notes), PauseAsked _) -> to(new Pausing(notes));
            case Case(Running(var notes), StopAsked(var ending)) -> to(new Stopping(ending, notes));
            case Case(Running _, KillAsked(var ending)) -> to(new Killing(ending));
            case Case(Running _, LengthSet(var length)) -> toward(length);
            case Case(Running(var notes), LengthReached(var run, var length)) ->
                    mine(run) ? RunEnd.atLength(this, notes, length) : this;
            case Case(Running(var notes), StopReported _) -> to(new Running(notes.withStop()));
            case Case(Running(var notes), HyperparametersRefused _) ->
                    to(new Stopping(Ending.INVALID, notes));
            case Case(Running(var notes), FailureReported(var run, var told)) ->
                    mine(run) ? to(new Running(notes.with(told))) : this;
            case Case(Running(var notes), AllocationEnded(var run, var end)) ->
                    mine(run) ? RunEnd.whileRunning(this, notes, end, now) : this;
            case Case(Running _, RunAsked _) -> this;
            case Case(Running _, Advanced(var run)) -> mine(run) ? advanced() : this;
            case Case(Running _, RestartsRefused(var why)) -> refuseRestarts(why);
            case Case(Running _, Ticked _) -> this;

            case Case(Pausing(var notes), RunAsked _) -> resting() ? this : to(new Running(notes));
            case Case(Pausing _, LengthSet(var length)) -> toward(length);
            case Case(Pausing(var notes), LengthReached(var run, var length)) ->
                    mine(run) ? RunEnd.atLength(this, notes, length) : this;
            case Case(Pausing(var notes), StopAsked(var ending)) -> to(new Stopping(ending, notes));
            case Case(Pausing _, KillAsked(var ending)) -> to(new Killing(ending));
            case Case(Pausing(var notes), StopReported _) -> to(new Pausing(notes.withStop()));
            case Case(Pausing(var notes), HyperparametersRefused _) ->
                    to(new Stopping(Ending.INVALID, notes));
            case Case(Pausing(var notes), FailureReported(var run, var told)) ->
                    mine(run) ? to(new Pausing(notes.with(told))) : this;
            case Case(Pausing(var notes), AllocationEnded(var run, var end)) ->
                    mine(run) ? RunEnd.whilePausing(this, notes, end, now) : this;
            case Case(Pausing _, PauseAsked _) -> this;
            case Case(Pausing _, Advanced(var run)) -> mine(run) ? advanced() : this;
            case Case(Pausing _, RestartsRefused(var why)) -> refuseRestarts(why);
            case Case(Pausing _, Ticked _) -> this;

            case Case(Stopping _, KillAsked(var ending)) -> to(new Killing(ending));
            case Case(Stopping(var ending, var notes), FailureReported(var run, var told)) ->
                    mine(run) ? to(new Stopping(ending, notes.with(told))) : this;
            case Case(Stopping(var ending, var notes), AllocationEnded(var run, var end)) ->
                    mine(run)
                            ? RunEnd.whileStopping(this, new Stopping(ending, notes), end, now)
                            : this;
            case Case(Stopping _, RunAsked _) -> this;
            case Case(Stopping _, PauseAsked _) -> this;
            case Case(Stopping _, StopAsked _) -> this;
            case Case(Stopping _, LengthSet _) -> this;
            case Case(Stopping _, LengthReached _) -> this;
            case Case(Stopping _, StopReported _) -> this;
            case Case(Stopping _, HyperparametersRefused _) -> this;
            case Case(Stopping _, Advanced _) -> this;
            case Case(Stopping _, RestartsRefused _) -> this;
            case Case(Stopping _, Ticked _) -> this;

            case Case(BackingOff(var until), Ticked _) -> now.isBefore(until) ? this : nextRun();
            case Case(BackingOff _, PauseAsked _) -> to(new Paused());
            case Case(BackingOff _, StopAsked(var ending)) -> to(new Ended(ending, now));
            case Case(BackingOff _, KillAsked(var ending)) -> to(new Ended(ending, now));
            case Case(BackingOff _, LengthSet(var length)) -> toward(length);
            case Case(BackingOff _, RunAsked _) -> this;
            case Case(BackingOff _, LengthReached _) -> this;
            case Case(BackingOff _, StopReported _) -> this;
            case Case(BackingOff _, HyperparametersRefused _) -> this;
            case Case(BackingOff _, FailureReported _) -> this;
            case Case(BackingOff _, AllocationEnded _) -> this;
            case Case(BackingOff _, Advanced _) -> this;
            case Case(BackingOff _, RestartsRefused(var why)) -> refuseRestarts(why);

            case Case(Killing(var ending), AllocationEnded(var run, _)) ->
                    mine(run) ? to(new Ended(ending, now)) : this;
            case Case(Killing _, RunAsked _) -> this;
            case Case(Killing _, PauseAsked _) -> this;
            case Case(Killing _, StopAsked _) -> this;
            case Case(Killing _, KillAsked _) -> this;
            case Case(Killing _, LengthSet _) -> this;
            case Case(Killing _, LengthReached _) -> this;
            case Case(Killing _, StopReported _) -> this;
            case Case(Killing _, HyperparametersRefused _) -> this;
            case Case(Killing _, FailureReported _) -> this;
            case Case(Killing _, Advanced _) -> this;
            case Case(Killing _, RestartsRefused _) -> this;
            case Case(Killing _, Ticked _) -> this;

            case Case(Ended _, RunAsked _) -> this;
            case Case(Ended _, PauseAsked _) -> this;
            case Case(Ended _, StopAsked _) -> this;
            case Case(Ended _, KillAsked _) -> this;
            case Case(Ended _, LengthSet _) -> this;
            case Case(Ended _, LengthReached _) -> this;
            case Case(Ended _, StopReported _) -> this;
            case Case(Ended _, HyperparametersRefused _) -> this;
            case Case(Ended _, FailureReported _) -> this;
            case Case(Ended _, AllocationEnded _) -> this;
            case Case(Ended _, Advanced _) -> this;
            case Case(Ended _, RestartsRefused _) -> this;
            case Case(Ended _, Ticked _) -> this;
        };
    }

    /** One that is over goes on when it is let run. */
    Trial again(TrialOrigin next) {
        return live()
                ? this
                : new Trial(id, next, new Paused(), attempts.again(), goal, createdAt, version);
    }

    /** What this state asks for. Doing it again changes nothing. */
    TrialAction owed() {
        return switch (state) {
            case Paused _ -> new TrialAction.Nothing();
            case Running _ -> new TrialAction.AskSlots();
            case Pausing _ -> new TrialAction.StopRun();
            case Stopping(var ending, _) ->
                    ending.equals(Ending.INVALID)
                            ? new TrialAction.StopRunSoon()
                            : new TrialAction.StopRun();
            case Killing _ -> new TrialAction.KillRun();
            case BackingOff(var until) -> new TrialAction.RunLater(until);
            case Remote _ -> new TrialAction.WatchProcess();
            case Ended _ -> new TrialAction.TellExperiment();
        };
    }

    Trial nextRun() {
        return to(new Running(Notes.NONE), attempts.next());
    }

    Trial to(TrialState next) {
        return to(next, attempts);
    }

    Trial to(TrialState next, Attempts nextAttempts) {
        return new Trial(id, origin, next, nextAttempts, goal, createdAt, version);
    }

    Trial with(Goal next) {
        return new Trial(id, origin, state, attempts, Optional.of(next), createdAt, version);
    }

    private Trial advanced() {
        return attempts.setbacks() == 0 ? this : to(state, attempts.advanced());
    }

    private Trial refuseRestarts(String why) {
        return attempts.refused().isPresent() ? this : to(state, attempts.refuse(why));
    }

    Trial atVersion(long next) {
        return new Trial(id, origin, state, attempts, goal, createdAt, next);
    }

    private Trial toward(Length length) {
        return goal.filter(known -> known.length().equals(length)).isPresent()
                ? this
                : with(Goal.of(length));
    }

    private boolean mine(int run) {
        return run == attempts.run();
    }

    private record Case(TrialState state, TrialEvent event) {}
}
