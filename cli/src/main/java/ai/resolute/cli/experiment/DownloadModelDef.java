package ai.resolute.cli.experiment;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** experiment download-model-def: the context directory as it was submitted. */
final class DownloadModelDef implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final Argument<Path> directory =
            Argument.option(
                    "--output-dir", "DIR", "where to (default: here)", Kind.PATH, Path.of("."));

    private final Session session;

    DownloadModelDef(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(id, directory);
    }

    @Override
    public int run() {
        var name =
                session.experiments()
                        .get(id.value())
                        .name()
                        .replaceAll("[^A-Za-z0-9_ -]", "")
                        .replace(' ', '_');
        var cut = name.substring(0, Math.min(50, name.length()));
        var file = directory.value().resolve("exp" + id.value() + "_" + cut + "_model_def.tar.gz");
        try {
            Files.createDirectories(directory.value());
            Files.write(file, session.experiments().context(id.value()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        session.around().out().println(file);
        return 0;
    }
}
