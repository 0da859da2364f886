package ai.resolute.cli.checkpoint;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** checkpoint download: its files into a directory. */
final class DownloadCheckpoint implements Command {
    private final Argument<String> uuid = Argument.parameter("UUID", "", Kind.TEXT, "");
    private final Argument<Optional<Path>> directory =
            Argument.option(
                    "-o --output-dir", "DIR", "where to (default: checkpoints/UUID)", Kind.PATH);
    private final Argument<Boolean> quiet = Argument.flag("-q --quiet", "print only the directory");
    private final Session session;

    DownloadCheckpoint(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(uuid, directory, quiet);
    }

    @Override
    public int run() {
        var target = directory.value().orElseGet(() -> Path.of("checkpoints", uuid.value()));
        CheckpointDownload.of(session, uuid.value(), target, quiet.value());
        return 0;
    }
}
