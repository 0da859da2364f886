package ai.resolute.cli.trial;

import ai.resolute.api.client.CheckpointView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.checkpoint.CheckpointDownload;
import ai.resolute.cli.checkpoint.Ranking;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** trial download: its best, its latest or a named checkpoint. */
final class DownloadTrial implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final Argument<Boolean> best = Argument.flag("--best", "the best checkpoint");
    private final Argument<Boolean> latest = Argument.flag("--latest", "the latest checkpoint");
    private final Argument<Optional<String>> uuid =
            Argument.option("--uuid", "UUID", "this checkpoint of the trial", Kind.TEXT);
    private final Argument<Optional<Path>> directory =
            Argument.option(
                    "-o --output-dir", "DIR", "where to (default: checkpoints/UUID)", Kind.PATH);
    private final Argument<Boolean> quiet = Argument.flag("-q --quiet", "print only the directory");
    private final Ranking ranking = new Ranking();
    private final Session session;

    DownloadTrial(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return Argument.join(
                List.of(id, best, latest, uuid, directory, quiet), ranking.arguments());
    }

    @Override
    public int run() {
        check();
        var chosen = chosen();
        var target = directory.value().orElseGet(() -> Path.of("checkpoints", chosen.uuid()));
        CheckpointDownload.of(session, chosen.uuid(), target, quiet.value());
        return 0;
    }

    private void check() {
        var asked =
                (best.value() ? 1 : 0)
                        + (latest.value() ? 1 : 0)
                        + (uuid.value().isPresent() ? 1 : 0);
        if (asked != 1) {
            throw Failure.usage(
                    "Which checkpoint of trial " + id.value() + "?",
                    "exactly one of --best, --latest and --uuid says so",
                    "det trial download " + id.value() + " --best");
        }
    }

    private CheckpointView chosen() {
        var trial = Trials.get(session.client(), id.value());
        var all =
                session
                        .experiments()
                        .checkpoints(trial.experiment(), "&states=STATE_COMPLETED")
                        .stream()
                        .filter(checkpoint -> checkpoint.trial() == id.value())
                        .filter(checkpoint -> checkpoint.state().equals("COMPLETED"));
        var found =
                best.value()
                        ? all.min(ranking.bestFirst(session.experiments().get(trial.experiment())))
                        : latest.value()
                                ? all.max(Comparator.comparingLong(CheckpointView::batches))
                                : all.filter(each -> uuid.value().get().equals(each.uuid()))
                                        .findFirst();
        return found.orElseThrow(() ->
                new Failure(
                        Failure.Status.NOT_FOUND,
                        "Trial " + id.value() + " has no such checkpoint.",
                        uuid.value()
                                .map(name -> name + " is none of its")
                                .orElse("it has none that is complete"),
                        "det checkpoint list " + trial.experiment(),
                        ""));
    }
}
