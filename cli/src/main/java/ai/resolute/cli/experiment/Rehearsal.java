package ai.resolute.cli.experiment;

import ai.resolute.api.client.RunState;
import ai.resolute.api.client.TrialView;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.trial.LogChoice;
import ai.resolute.cli.trial.TrialLogs;
import ai.resolute.cli.watch.Lookout;
import ai.resolute.cli.watch.SearchWatch;
import ai.resolute.cli.watch.Sighting;
import java.time.Duration;
import java.util.List;

/** A test of a model on the cluster, of which each stage is told as it passes. */
final class Rehearsal {
    private static final Duration INTERVAL = Duration.ofMillis(300);

    private static final List<String> STAGES =
            List.of(
                    "Scheduling task",
                    "Testing training",
                    "Testing validation",
                    "Testing checkpointing");

    private final Session session;
    private final long id;
    private int told;

    Rehearsal(Session session, long id) {
        this.session = session;
        this.id = id;
    }

    /** Until it ends: 0, or the log of its trial and the reason. */
    int watch() {
        var lookout = Lookout.at(session.experiments(), id);
        var around = session.around();
        var result =
                new SearchWatch(around, now -> tell(lookout.look(now)), id, INTERVAL, true).run();
        if (result.isSuccess()) {
            around.out().println("Model definition test succeeded");
            return 0;
        }
        session.experiments().trials(id).stream()
                .findFirst()
                .ifPresent(trial -> TrialLogs.print(session, trial.id(), new LogChoice()));
        throw ExperimentWait.failed(session, id, result);
    }

    private Sighting tell(Sighting seen) {
        var passed = seen.trials().stream().mapToInt(Rehearsal::passed).max().orElse(0);
        for (; told < passed; told++) {
            var around = session.around();
            around.say(around.errStyle().green("  ✔ ") + STAGES.get(told));
        }
        return seen;
    }

    /** How many of the stages a trial has behind it. */
    private static int passed(TrialView trial) {
        if (trial.state() == RunState.COMPLETED) {
            return 4;
        }
        if (trial.best().isPresent()) {
            return 3;
        }
        if (trial.batches() > 0) {
            return 2;
        }
        return trial.state() == RunState.RUNNING || trial.state() == RunState.FAILED ? 1 : 0;
    }
}
