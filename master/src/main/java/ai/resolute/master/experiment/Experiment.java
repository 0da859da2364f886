package ai.resolute.master.experiment;

import ai.resolute.master.experiment.ExperimentEvent.CancelAsked;
import ai.resolute.master.experiment.ExperimentEvent.KillAsked;
import ai.resolute.master.experiment.ExperimentEvent.PauseAsked;
import ai.resolute.master.experiment.ExperimentEvent.Progressed;
import ai.resolute.master.experiment.ExperimentEvent.Reached;
import ai.resolute.master.experiment.ExperimentEvent.RunAsked;
import ai.resolute.master.experiment.ExperimentEvent.Started;
import ai.resolute.master.experiment.ExperimentEvent.TrialEnded;
import ai.resolute.master.experiment.ExperimentEvent.Validated;
import ai.resolute.master.experiment.ExperimentState.Active;
import ai.resolute.master.experiment.ExperimentState.DeleteFailed;
import ai.resolute.master.experiment.ExperimentState.Deleting;
import ai.resolute.master.experiment.ExperimentState.Ended;
import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.experiment.ExperimentState.Paused;
import ai.resolute.master.experiment.ExperimentState.Stopping;
import ai.resolute.master.experiment.journal.Journal;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.trial.Ending;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration, a context directory and a search. What is owed follows from the state alone, so
 * that it can be derived again after a crash.
 */
public record Experiment(
        ExperimentId id,
        ExperimentOrigin origin,
        ExperimentState state,
        Journal journal,
        boolean archived,
        long version) {

    /** Whether it is not over. */
    public boolean live() {
        return ended().isEmpty();
    }

    /** How it ended, even when it is being deleted. */
    public Optional<Ended> ended() {
        return switch (state) {
            case Active _, Paused _, Stopping _ -> Optional.empty();
            case Ended ended -> Optional.of(ended);
            case Deleting(var before) -> Optional.of(before);
            case DeleteFailed(var before, _) -> Optional.of(before);
        };
    }

    /** What people may ask of it now, for them: "paused, canceled or killed". */
    String possible() {
        var shown = archived && live() ? "unarchived, " : "";
        if (state instanceof Active && unmanaged()) {
            return shown + "canceled or killed";
        }
        if (!(state instanceof Ended)) {
            return shown + state.possible();
        }
        if (archived) {
            return "unarchived or deleted";
        }
        return (Continuation.fits(this) ? "continued, " : "") + state.possible();
    }

    /** Whether something is owed that a master must take up again when it starts. */
    boolean unfinished() {
        return live() || state instanceof Deleting;
    }

    /** Whether the cluster runs none of its trials. */
    public boolean unmanaged() {
        return origin.unmanaged().isPresent();
    }

    /** How many trials the search has asked for. */
    public int trials() {
        return journal.tally().requested();
    }

    /** How far it is, from 0 to 1. */
    double progress(SearchMethod method) {
        return live() ? method.progress(journal.search()) : 1;
    }

    /**
     * What to do about an event. Late and repeated events are answered, never rejected; the record
     * in the answer is this very record when nothing changes.
     */
    Step on(ExperimentEvent event, SearchMethod method, Instant now) {
        var turn = new SearchTurn(this, method, now);
        return switch (new Case(state, event)) {
            case Case(Active _, Started _) -> turn.tell(new SearchEvent.Started());
            case Case(Active _, PauseAsked _) -> stay(to(new Paused()));
            case Case(Active _, CancelAsked _) -> stay(stopping(Outcome.CANCELED, now));
            case Case(Active _, KillAsked _) -> stay(stopping(Outcome.KILLED, now));
            case Case(Active _, TrialEnded(var trial, var ending)) -> turn.ended(trial, ending);
            case Case(Active _, Validated(var trial, var metrics)) ->
                    turn.tell(new SearchEvent.Validated(trial, metrics));
            case Case(Active _, Reached(var trial, var length, var metrics)) ->
                    turn.tell(new SearchEvent.Reached(trial, length, metrics));
            case Case(Active _, Progressed(var trial, var fraction)) ->
                    turn.tell(new SearchEvent.Progressed(trial, fraction));
            case Case(Active _, RunAsked _) -> stay(this);

            case Case(Paused _, Started _) -> turn.tell(new SearchEvent.Started());
            case Case(Paused _, RunAsked _) -> stay(to(new Active()));
            case Case(Paused _, CancelAsked _) -> stay(stopping(Outcome.CANCELED, now));
            case Case(Paused _, KillAsked _) -> stay(stopping(Outcome.KILLED, now));
            case Case(Paused _, TrialEnded(var trial, var ending)) -> turn.ended(trial, ending);
            case Case(Paused _, Validated(var trial, var metrics)) ->
                    turn.tell(new SearchEvent.Validated(trial, metrics));
            case Case(Paused _, Reached(var trial, var length, var metrics)) ->
                    turn.tell(new SearchEvent.Reached(trial, length, metrics));
            case Case(Paused _, Progressed(var trial, var fraction)) ->
                    turn.tell(new SearchEvent.Progressed(trial, fraction));
            case Case(Paused _, PauseAsked _) -> stay(this);

            case Case(Stopping _, KillAsked _) -> stay(to(new Stopping(Outcome.KILLED)));
            case Case(Stopping(var outcome), TrialEnded(var trial, var ending)) ->
                    stay(closed(trial, ending).stopping(outcome, now));
            case Case(Stopping _, Started _) -> stay(this);
            case Case(Stopping _, RunAsked _) -> stay(this);
            case Case(Stopping _, PauseAsked _) -> stay(this);
            case Case(Stopping _, CancelAsked _) -> stay(this);
            case Case(Stopping _, Validated _) -> stay(this);
            case Case(Stopping _, Reached _) -> stay(this);
            case Case(Stopping _, Progressed _) -> stay(this);

            case Case(Ended _, Started _) -> stay(this);
            case Case(Ended _, RunAsked _) -> stay(this);
            case Case(Ended _, PauseAsked _) -> stay(this);
            case Case(Ended _, CancelAsked _) -> stay(this);
            case Case(Ended _, KillAsked _) -> stay(this);
            case Case(Ended _, TrialEnded _) -> stay(this);
            case Case(Ended _, Validated _) -> stay(this);
            case Case(Ended _, Reached _) -> stay(this);
            case Case(Ended _, Progressed _) -> stay(this);

            case Case(Deleting _, ExperimentEvent _) -> stay(this);
            case Case(DeleteFailed _, ExperimentEvent _) -> stay(this);
        };
    }

    /** What this state asks for. Doing it again changes nothing. */
    ExperimentAction owed() {
        return switch (state) {
            case Active _ ->
                    unmanaged() ? new ExperimentAction.Nothing() : new ExperimentAction.RunTrials();
            case Paused _ -> new ExperimentAction.PauseTrials();
            case Stopping(var outcome) ->
                    outcome == Outcome.KILLED
                            ? new ExperimentAction.KillTrials()
                            : new ExperimentAction.StopTrials();
            case Ended _, DeleteFailed _ -> new ExperimentAction.Nothing();
            case Deleting _ -> new ExperimentAction.Remove();
        };
    }

    /**
     * Whether what it asks of all its trials differs from what it asked before. What its search
     * asks of one is done in the transaction of the decision.
     */
    boolean owesMoreThan(Experiment before) {
        return !state.equals(before.state);
    }

    /** Ends its trials with this outcome, and itself when none is open. */
    Experiment stopping(Outcome outcome, Instant now) {
        return journal.open().isEmpty()
                ? to(new Ended(outcome, journal.tally().reason(outcome), now))
                : to(new Stopping(outcome));
    }

    /** An unmanaged one gets a trial, and goes on if it was over. */
    Experiment opened(RequestId trial) {
        return with(journal.opened(trial)).to(new Active());
    }

    Experiment closed(RequestId trial, Ending ending) {
        return journal.open().contains(trial) ? with(journal.closed(trial, ending)) : this;
    }

    Experiment with(Journal next) {
        return next.equals(journal)
                ? this
                : new Experiment(id, origin, state, next, archived, version);
    }

    Experiment with(ExperimentOrigin next) {
        return new Experiment(id, next, state, journal, archived, version);
    }

    /** All that belongs to it shall be removed, for which it must be over. */
    Experiment deleting() {
        return to(new Deleting(ended().orElseThrow()));
    }

    Experiment deleteFailed(String why) {
        return state instanceof Deleting(var before) ? to(new DeleteFailed(before, why)) : this;
    }

    /** It goes on with these trials, whose ends no longer count. */
    Experiment again(Map<RequestId, Ending> trials) {
        var next = journal;
        for (var trial : trials.entrySet()) {
            next = next.reopened(trial.getKey(), trial.getValue());
        }
        return with(next).to(new Active());
    }

    Experiment atVersion(long next) {
        return new Experiment(id, origin, state, journal, archived, next);
    }

    Experiment archived(boolean hidden) {
        return new Experiment(id, origin, state, journal, hidden, version);
    }

    private Experiment to(ExperimentState next) {
        return next.equals(state)
                ? this
                : new Experiment(id, origin, next, journal, archived, version);
    }

    private static Step stay(Experiment next) {
        return new Step(next, List.of());
    }

    /** The next record, and what the search asks of trials in the same transaction, in order. */
    record Step(Experiment experiment, List<SearchAction> orders) {}

    private record Case(ExperimentState state, ExperimentEvent event) {}
}
