package ai.resolute.cli.cluster;

import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Which Python runs trials whose own is not known: told, active, of the checkout, on the path. */
public record Interpreter(Surroundings around) {
    public Path find(Optional<Path> told) {
        if (told.isPresent()) {
            return check(told.get());
        }
        return Stream.concat(
                        Stream.of(active(), around.root().resolve(".envs/keras3/bin/python")),
                        onPath())
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        Failure.usage(
                                "Cannot start slots: there is no Python.",
                                "no python3 is on the PATH, and the checkout has no environment of its own",
                                "install Python 3.9 or newer, or: det up --python PATH"));
    }

    private static Path check(Path told) {
        if (!Files.isExecutable(told) || Files.isDirectory(told)) {
            throw Failure.usage(
                    "Cannot run trials with '" + told + "'.",
                    "it is no program",
                    "det up --python /path/to/python");
        }
        return told.toAbsolutePath();
    }

    private Path active() {
        return Path.of(around.variable("VIRTUAL_ENV").orElse("/nonexistent"), "bin", "python");
    }

    private Stream<Path> onPath() {
        return Stream.of("python3", "python")
                .flatMap(name ->
                        Stream.of(around.variable("PATH").orElse("").split(":"))
                                .filter(part -> !part.isEmpty())
                                .map(part -> Path.of(part, name).toAbsolutePath()));
    }
}
