package ai.resolute.master.trial;

import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.log.LogLevel;
import ai.resolute.master.log.Logs;
import ai.resolute.master.trial.Ending.Outcome;
import ai.resolute.master.trial.TrialState.BackingOff;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.report.LogPolicies.Match;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** Says in the log of a trial what the master decides about it, and why. */
public final class TrialLog {
    private final Checkpoints checkpoints;
    private final Logs logs;

    public TrialLog(Checkpoints checkpoints, Logs logs) {
        this.checkpoints = checkpoints;
        this.logs = logs;
    }

    /** Writes in the transaction of the decision. */
    void changed(Handle handle, Trial before, Trial after) {
        var task = after.origin().task();
        if (after.live() && after.attempts().setbacks() > before.attempts().setbacks()) {
            logs.append(handle, task, LogLevel.WARNING, restart(after));
        }
        if (!before.live() && after.live()) {
            logs.append(
                    handle,
                    task,
                    LogLevel.INFO,
                    "trial %s goes on: run %d".formatted(after.id(), after.attempts().run()));
        }
        if (before.live() && after.state() instanceof Ended(var ending, _)) {
            var level = ending.outcome() == Outcome.ERRORED ? LogLevel.ERROR : LogLevel.INFO;
            logs.append(handle, task, level, ended(after, ending));
            handle.afterCommit(() -> logs.wake(task));
        }
    }

    /** Says which policy a line of its own matched. */
    void matched(Handle handle, Trial trial, Match match) {
        var then =
                match.policy()
                        .action()
                        .map(action ->
                                switch (action) {
                                    case CANCEL_RETRIES -> " (cancel_retries): a failure ends it";
                                    case EXCLUDE_NODE ->
                                            " (exclude_node): its next run leaves "
                                                    + String.join(", ", match.left());
                                })
                        .orElse("");
        logs.append(
                handle,
                trial.origin().task(),
                LogLevel.WARNING,
                "log policy '%s' matches%s: %s"
                        .formatted(match.policy().title(), then, match.line()));
    }

    private String restart(Trial trial) {
        var attempts = trial.attempts();
        var wait = trial.state() instanceof BackingOff ? attempts.backOff() : Duration.ZERO;
        return "trial %s failed: %s; restarting%s from %s (%s)"
                .formatted(
                        trial.id(),
                        attempts.lastFailure()
                                .map(failure -> clause(failure.message()))
                                .orElse("no reason known"),
                        wait.isZero() ? "" : " in " + Outlook.words(wait),
                        checkpoints.listComplete(trial.id()).stream()
                                .findFirst()
                                .map(TrialLog::words)
                                .orElse("the beginning, as it has no checkpoint yet"),
                        Outlook.restart(trial));
    }

    private static String words(Checkpoint checkpoint) {
        return "checkpoint %s at batch %d".formatted(checkpoint.id(), checkpoint.stepsCompleted());
    }

    /** How it ended: "was killed on request". */
    static String words(Trial trial) {
        return trial.state() instanceof Ended(var ending, _)
                ? (ending.outcome() == Outcome.CANCELED ? "was " : "has ended: ") + ending.reason()
                : "goes on";
    }

    private static String ended(Trial trial, Ending ending) {
        return switch (ending.outcome()) {
            case ERRORED ->
                    "trial %s failed: %s; %s, so it ends here"
                            .formatted(trial.id(), clause(ending.reason()), Outlook.whyLast(trial));
            case CANCELED -> "trial %s was %s".formatted(trial.id(), ending.reason());
            case COMPLETED, STOPPED_EARLY, INVALID_HYPERPARAMETERS ->
                    "trial %s ended: %s".formatted(trial.id(), ending.reason());
        };
    }

    /** A sentence that goes on. */
    private static String clause(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
