package ai.resolute.cli.cluster;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The configuration of the master, which says on what database it is. */
final class ConfigOption {
    private final Argument<Optional<Path>> file =
            Argument.option(
                    "--config",
                    "FILE",
                    "the configuration that det up gets, if it names a database",
                    Kind.PATH);

    Argument<?> argument() {
        return file;
    }

    /** As the master's program takes it. */
    List<String> passedOn() {
        return file.value()
                .map(path -> List.of("--config", path.toAbsolutePath().toString()))
                .orElse(List.of());
    }
}
