package ai.resolute.master.trial;

import ai.resolute.master.trial.TrialState.BackingOff;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.failure.Policy.Restart;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What follows a failure of a trial, in words for people. */
public final class Outlook {
    private Outlook() {}

    /** What follows its last failure: "restart 2 of 5 in 20 s". Nothing when it never failed. */
    public static Optional<String> of(Trial trial, Instant now) {
        return trial.attempts()
                .lastFailure()
                .flatMap(failure ->
                        switch (trial.state()) {
                            case TrialState.Remote _ ->
                                    Optional.of(
                                            "run %d goes on with it"
                                                    .formatted(trial.attempts().run()));
                            case Ended(var ending, _) ->
                                    ending.outcome() == Ending.Outcome.ERRORED
                                            ? Optional.of("not restarted: " + whyLast(trial))
                                            : Optional.empty();
                            case BackingOff(var until) ->
                                    Optional.of(
                                            restart(trial)
                                                    + " in "
                                                    + words(Duration.between(now, until)));
                            case TrialState.Paused _, TrialState.Pausing _ ->
                                    Optional.of("it goes on once it is activated");
                            case TrialState.Running _,
                                    TrialState.Stopping _,
                                    TrialState.Killing _ ->
                                    Optional.of(
                                            "run "
                                                    + trial.attempts().run()
                                                    + " is "
                                                    + restart(trial));
                        });
    }

    /** Which restart follows or followed the last failure: "restart 2 of 5". */
    static String restart(Trial trial) {
        var attempts = trial.attempts();
        var counts =
                attempts.lastFailure()
                        .filter(last -> last.policy().restart() == Restart.COUNTED)
                        .isPresent();
        return counts
                ? "restart %d of %d".formatted(attempts.restarts(), trial.origin().maxRestarts())
                : "a restart that does not count";
    }

    /** Why no run follows the failure that ended it. */
    static String whyLast(Trial trial) {
        if (trial.unmanaged()) {
            return "the cluster starts none of its processes (it is unmanaged)";
        }
        var attempts = trial.attempts();
        return attempts.lastFailure()
                .flatMap(last -> attempts.end(last, trial.origin().maxRestarts()))
                .orElse("it was asked to stop");
    }

    /** "20 s", "4 min". */
    static String words(Duration wait) {
        var seconds = Math.max(0, wait.plusMillis(999).toSeconds());
        return seconds < 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
    }
}
