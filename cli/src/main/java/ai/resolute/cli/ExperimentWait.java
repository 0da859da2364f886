package ai.resolute.cli;

import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.watch.Result;
import ai.resolute.cli.watch.SearchWatch;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** experiment wait: watches a search to its end and tells the result. */
@Command(
        description =
                "Watch a search until it ends. Status 0 only when it completed. Ctrl-C detaches.")
final class ExperimentWait implements Callable<Integer> {
    @Parameters(paramLabel = "ID")
    private long id;

    @Option(
            names = "--polling-interval",
            paramLabel = "SECONDS",
            description = "how often to look (default: 1)")
    private double seconds = 1;

    @Option(
            names = {"-q", "--quiet"},
            description = "say nothing but the result")
    private boolean quiet;

    private final Session session;

    ExperimentWait(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return watch(session, id, Duration.ofMillis((long) (Math.max(0.1, seconds) * 1000)), quiet);
    }

    static int watch(Session session, long id, Duration interval, boolean quiet) {
        var around = session.around();
        var result = new SearchWatch(around, session.experiments(), id, interval, quiet).run();
        around.say(result.headline());
        around.say("");
        around.out().print(result.table().text(around, around.outStyle(), around.outWidth()));
        around.out().flush();
        around.say("");
        if (!result.isSuccess()
                && result.experiment().state() != ai.resolute.api.client.RunState.CANCELED) {
            throw failed(session, id, result);
        }
        next(session, id, result);
        return result.isSuccess() ? 0 : Status.RUN_FAILED.code();
    }

    private static void next(Session session, long id, Result result) {
        var around = session.around();
        var style = around.errStyle();
        around.say(style.dim("  page  ") + session.page("experiments/" + id));
        result.bestTrial()
                .ifPresent(
                        best -> around.say(style.dim("  log   ") + "det trial logs " + best.id()));
        around.say(
                style.dim("  take  ")
                        + "det checkpoint list "
                        + id
                        + ", then det checkpoint download UUID");
        around.say(style.dim("  stop  ") + "det down stops the cluster; what was learnt stays");
    }

    private static Failure failed(Session session, long id, Result result) {
        var look =
                result.failedTrial()
                        .map(trial -> "det trial logs " + trial.id())
                        .orElse("det experiment describe " + id);
        return new Failure(
                Status.RUN_FAILED,
                "Experiment " + id + " terminated with state " + result.experiment().state() + ".",
                result.reason(),
                look,
                session.address("experiments/" + id));
    }
}
