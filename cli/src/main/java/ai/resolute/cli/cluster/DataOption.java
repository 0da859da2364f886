package ai.resolute.cli.cluster;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.session.DataDirectory;
import ai.resolute.cli.session.Surroundings;
import java.nio.file.Path;
import java.util.Optional;

/** Which data directory a command about the master of this machine means. */
final class DataOption {
    private final Argument<Optional<Path>> directory =
            Argument.option(
                    "--data",
                    "DIR",
                    "where the master keeps everything (default: $XDG_DATA_HOME/resolute)",
                    Kind.PATH);

    Argument<?> argument() {
        return directory;
    }

    /** As a further command must tell it. */
    String told() {
        return directory.value().map(path -> " --data " + path.toAbsolutePath()).orElse("");
    }

    DataDirectory directory(Surroundings around) {
        return directory
                .value()
                .map(path -> new DataDirectory(path.toAbsolutePath().normalize()))
                .orElseGet(() -> DataDirectory.standard(around.environment()));
    }
}
