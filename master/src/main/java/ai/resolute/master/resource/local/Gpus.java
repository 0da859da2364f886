package ai.resolute.master.resource.local;

import ai.resolute.master.resource.Hardware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The NVIDIA GPUs of this machine, as {@code nvidia-smi} tells them. */
public final class Gpus {
    /** The variable by which CUDA is told which GPUs a process may use. */
    static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

    private static final Logger LOG = LoggerFactory.getLogger(Gpus.class);
    private static final String PROGRAM = "nvidia-smi";
    private static final long LIMIT_SECONDS = 20;

    private Gpus() {}

    /** Those that this process may use, in the driver's order; none where there is no driver. */
    public static List<Hardware> find() {
        try {
            var all = parse(ask());
            return Optional.ofNullable(System.getenv(VISIBLE))
                    .map(value -> visible(all, value))
                    .orElse(all);
        } catch (IOException failed) {
            LOG.warn("the GPUs of this machine cannot be listed, so none is used", failed);
            return List.of();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** What it prints; nothing where it is not installed. */
    private static String ask() throws IOException, InterruptedException {
        var installed =
                Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                        .map(directory -> Path.of(directory, PROGRAM))
                        .anyMatch(Files::isExecutable);
        if (!installed) {
            return "";
        }
        var output = Files.createTempFile("gpus", ".csv");
        try {
            var process =
                    new ProcessBuilder(PROGRAM, "--query-gpu=uuid,name", "--format=csv,noheader")
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(PROGRAM + " did not answer in " + LIMIT_SECONDS + " s");
            }
            var text = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new IOException(
                        "%s ended with %d: %s"
                                .formatted(PROGRAM, process.exitValue(), text.strip()));
            }
            return text;
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** A line for each: its UUID, a comma, its name. */
    static List<Hardware> parse(String text) {
        return text.lines()
                .map(line -> line.split(",", 2))
                .filter(parts -> parts.length == 2)
                .map(parts -> new Hardware(parts[1].strip(), parts[0].strip()))
                .toList();
    }

    /**
     * Those that a value of {@code CUDA_VISIBLE_DEVICES} leaves, in its order: indices or the
     * beginnings of UUIDs; as CUDA does, it ends at the first that is not there.
     */
    static List<Hardware> visible(List<Hardware> all, String value) {
        var chosen = new ArrayList<Hardware>();
        for (var word : value.split(",")) {
            var named = word.strip();
            var found =
                    IntStream.range(0, all.size())
                            .filter(index ->
                                    named.equals(Integer.toString(index))
                                            || (named.startsWith("GPU-")
                                                    && all.get(index).uuid().startsWith(named)))
                            .findFirst();
            if (found.isEmpty()) {
                return chosen;
            }
            chosen.add(all.get(found.getAsInt()));
        }
        return chosen;
    }
}
