package ai.resolute.cli.cluster;

import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import ai.resolute.cli.session.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** Runs a module of the harness, which speaks to the person itself; its status. */
    public int run(Optional<Path> told, String module, List<String> arguments) {
        var interpreter = find(told);
        var command = new ArrayList<String>(List.of(interpreter.toString(), "-m", module));
        command.addAll(arguments);
        try {
            var builder = new ProcessBuilder(command).inheritIO();
            builder.environment()
                    .merge(
                            "PYTHONPATH",
                            around.root().resolve("harness").toString(),
                            (there, ours) -> ours + ":" + there);
            return builder.start().waitFor();
        } catch (IOException failed) {
            throw Failure.usage(
                    "Cannot run " + interpreter + ".",
                    String.valueOf(failed.getMessage()),
                    "name another by --python PATH");
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return Status.RUN_FAILED.code();
        }
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
