package ai.resolute.master.trial;

import ai.resolute.master.trial.TrialEvent.OfProcess;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.TrialState.Remote;
import ai.resolute.master.trial.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The runs of an unmanaged trial. All that the cluster knows of its process is what that says; so
 * it counts as alive for the time of its lease, and a sign of life outweighs whatever was concluded
 * from silence.
 */
final class RemoteRun {
    /** Three of the published client's heartbeats. */
    static final Duration LEASE = Duration.ofMinutes(3);

    /**
     * A sign of life that comes so long after an end was told is not of the process that told it.
     */
    static final Duration SETTLING = Duration.ofSeconds(30);

    /** Signs of life that follow each other faster are not saved, each. */
    static final Duration SAVED = Duration.ofSeconds(10);

    private static final Set<Ending> BY_PEOPLE = Set.of(Ending.CANCELED, Ending.KILLED);
    private static final Set<Ending> FINAL =
            Set.of(Ending.CANCELED, Ending.KILLED, Ending.STOPPED_BY_SCRIPT, Ending.INVALID);

    private RemoteRun() {}

    static Trial on(Trial trial, OfProcess event, Instant now) {
        if (!trial.unmanaged()) {
            return trial;
        }
        return switch (event) {
            case TrialEvent.Begun _ -> trial.to(new Remote(now), trial.attempts().takenUp());
            case TrialEvent.Heard _ -> heard(trial, now, RemoteRun::outlivesAnonymously);
            case TrialEvent.Reported(var run) ->
                    run == trial.attempts().run() ? heard(trial, now, RemoteRun::outlives) : trial;
            case TrialEvent.Told(var ending) -> told(trial, ending, now);
            case TrialEvent.LeaseLooked(var listening) -> looked(trial, listening, now);
        };
    }

    /** What people and scripts ask of one whose process runs. */
    static Trial asked(Trial trial, TrialEvent event, Instant now) {
        return switch (event) {
            case TrialEvent.StopAsked(var ending) -> trial.to(new Ended(ending, now));
            case TrialEvent.KillAsked(var ending) -> trial.to(new Ended(ending, now));
            case TrialEvent.StopReported _ -> trial.to(new Ended(Ending.STOPPED_BY_SCRIPT, now));
            case TrialEvent.HyperparametersRefused _ -> trial.to(new Ended(Ending.INVALID, now));
            case TrialEvent.RunAsked _,
                    TrialEvent.PauseAsked _,
                    TrialEvent.LengthSet _,
                    TrialEvent.LengthReached _,
                    TrialEvent.FailureReported _,
                    TrialEvent.Advanced _,
                    TrialEvent.RestartsRefused _,
                    TrialEvent.Ticked _,
                    TrialEvent.AllocationEnded _,
                    OfProcess _ ->
                    trial;
        };
    }

    /** Whether people ended it, so that nothing more is taken of its process. */
    static boolean refused(Trial trial) {
        return trial.state() instanceof Ended(var ending, _) && BY_PEOPLE.contains(ending);
    }

    private static Trial heard(Trial trial, Instant now, BiPredicate<Ended, Instant> outlives) {
        return switch (trial.state()) {
            case Remote(var before) ->
                    now.isBefore(before.plus(SAVED)) ? trial : trial.to(new Remote(now));
            case Ended end -> outlives.test(end, now) ? trial.to(new Remote(now)) : trial;
            case TrialState.Paused _,
                    TrialState.Running _,
                    TrialState.Pausing _,
                    TrialState.Stopping _,
                    TrialState.Killing _,
                    TrialState.BackingOff _ ->
                    trial;
        };
    }

    /**
     * Whether a report of the current run shows that the trial goes on after all: it was silence
     * that ended it, or a process that had been replaced before it told its own end.
     */
    private static boolean outlives(Ended end, Instant now) {
        return !FINAL.contains(end.ending()) && (lost(end) || now.isAfter(end.at().plus(SETTLING)));
    }

    /**
     * The same of a sign of life that names no run. One that had been replaced usually fails, as
     * its reports are refused, while the current one lives; what is completed stays so.
     */
    private static boolean outlivesAnonymously(Ended end, Instant now) {
        return outlives(end, now) && end.ending().outcome() == Ending.Outcome.ERRORED;
    }

    /** Whether silence ended it. */
    static boolean lost(Trial trial) {
        return trial.state() instanceof Ended end && lost(end);
    }

    private static boolean lost(Ended end) {
        return end.ending().kind().equals("lost");
    }

    private static Trial told(Trial trial, Ending ending, Instant now) {
        if (!trial.remote()) {
            return trial;
        }
        return ending.outcome() == Ending.Outcome.ERRORED
                ? failed(trial, new Failure(ending.kind(), ending.reason(), true), now)
                : trial.to(new Ended(ending, now));
    }

    private static Trial looked(Trial trial, Instant listening, Instant now) {
        if (!(trial.state() instanceof Remote(var heard))) {
            return trial;
        }
        var since = heard.isAfter(listening) ? heard : listening;
        return now.isBefore(since.plus(LEASE)) ? trial : failed(trial, silent(heard), now);
    }

    private static Failure silent(Instant heard) {
        return new Failure(
                "lost",
                "nothing has been heard of its process since %s, which is longer than its lease of %d s"
                        .formatted(heard, LEASE.toSeconds()),
                true);
    }

    private static Trial failed(Trial trial, Failure failure, Instant now) {
        return trial.to(new Ended(Ending.errored(failure), now), trial.attempts().failed(failure));
    }
}
