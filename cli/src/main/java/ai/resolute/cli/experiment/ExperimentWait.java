package ai.resolute.cli.experiment;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.watch.Lookout;
import ai.resolute.cli.watch.Result;
import ai.resolute.cli.watch.SearchWatch;
import java.time.Duration;
import java.util.List;

/** experiment wait: watches a search to its end and tells the result. */
final class ExperimentWait implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final Argument<Double> seconds =
            Argument.option(
                    "--polling-interval",
                    "SECONDS",
                    "how often to look (default: 1)",
                    Kind.NUMBER,
                    1.0);
    private final Argument<Boolean> quiet =
            Argument.flag("-q --quiet", "say nothing but the result");
    private final Session session;

    ExperimentWait(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(id, seconds, quiet);
    }

    @Override
    public int run() {
        var interval = Duration.ofMillis((long) (Math.max(0.1, seconds.value()) * 1000));
        return watch(session, id.value(), interval, quiet.value());
    }

    /** Whether a command that starts an experiment shall watch it, too. */
    static Argument<Boolean> follow() {
        return Argument.flag("-f --follow", "watch it until it ends");
    }

    static int ifAsked(Argument<Boolean> follow, Session session, long id) {
        return follow.value() ? watch(session, id, Duration.ofSeconds(1), false) : 0;
    }

    static int watch(Session session, long id, Duration interval, boolean quiet) {
        var around = session.around();
        var result =
                new SearchWatch(around, Lookout.at(session.experiments(), id), id, interval, quiet)
                        .run();
        result.tell(around);
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

    static Failure failed(Session session, long id, Result result) {
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
