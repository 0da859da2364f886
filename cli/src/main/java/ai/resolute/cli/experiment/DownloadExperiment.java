package ai.resolute.cli.experiment;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.checkpoint.CheckpointDownload;
import ai.resolute.cli.checkpoint.Ranking;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import java.nio.file.Path;
import java.util.List;

/** experiment download: its best checkpoints, a directory each. */
final class DownloadExperiment implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final Argument<Path> directory =
            Argument.option(
                    "-o --output-dir",
                    "DIR",
                    "in which each gets a directory (default: checkpoints)",
                    Kind.PATH,
                    Path.of("checkpoints"));
    private final Argument<Integer> count =
            Argument.option("--top-n", "N", "how many (default: 1)", Kind.COUNT, 1);
    private final Argument<Boolean> quiet =
            Argument.flag("-q --quiet", "print only the directories");
    private final Ranking ranking = new Ranking();
    private final Session session;

    DownloadExperiment(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return Argument.join(List.of(id, directory, count, quiet), ranking.arguments());
    }

    @Override
    public int run() {
        if (count.value() < 1) {
            throw Failure.usage(
                    "--top-n " + count.value() + " fetches nothing.",
                    "it must be 1 or more",
                    "--top-n 3");
        }
        var order = ranking.bestFirst(session.experiments().get(id.value()));
        var best =
                session.experiments().checkpoints(id.value(), "&states=STATE_COMPLETED").stream()
                        .filter(checkpoint -> checkpoint.state().equals("COMPLETED"))
                        .sorted(order)
                        .limit(count.value())
                        .toList();
        if (best.isEmpty()) {
            throw new Failure(
                    Failure.Status.NOT_FOUND,
                    "Experiment " + id.value() + " has no checkpoints to download.",
                    "none is complete",
                    "det experiment list-checkpoints " + id.value(),
                    "");
        }
        for (var each : best) {
            var target = directory.value().resolve(each.uuid());
            CheckpointDownload.of(session, each.uuid(), target, quiet.value());
        }
        return 0;
    }
}
