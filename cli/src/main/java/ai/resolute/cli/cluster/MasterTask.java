package ai.resolute.cli.cluster;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.wire.MalformedMessage;
import ai.resolute.api.wire.Wire;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Work on a data directory that the master's program does without serving anybody. */
record MasterTask(Path root, String verb) {
    /**
     * Does it, and returns what it told.
     *
     * @param what the sentence for people when it fails
     */
    JsonView run(String what, List<String> arguments) {
        var line = new ArrayList<>(new MasterCommand(root).java(List.of()));
        line.add(verb);
        line.addAll(arguments);
        try {
            var errors = Files.createTempFile("resolute", ".err");
            try {
                var process =
                        new ProcessBuilder(line)
                                .redirectInput(Path.of("/dev/null").toFile())
                                .redirectError(errors.toFile())
                                .start();
                var out =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new Failure(
                            Status.RUN_FAILED, what, Files.readString(errors).strip(), "", "");
                }
                return JsonView.ofTree(Wire.parse(out));
            } finally {
                Files.delete(errors);
            }
        } catch (IOException | MalformedMessage failed) {
            throw new Failure(Status.RUN_FAILED, what, String.valueOf(failed.getMessage()), "", "");
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(asked));
        }
    }
}
