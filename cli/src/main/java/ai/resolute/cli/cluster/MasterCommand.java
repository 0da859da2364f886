package ai.resolute.cli.cluster;

import ai.resolute.cli.output.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command line of a master of this checkout. */
final class MasterCommand {
    /**
     * The heap takes a context of 95 MiB in base64, and gives back what it does not need: idle, a
     * master stays below 300 MB.
     */
    private static final List<String> VM =
            List.of(
                    "-Xmx640m",
                    "-XX:MinHeapFreeRatio=10",
                    "-XX:MaxHeapFreeRatio=30",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xss512k",
                    "-XX:+ExitOnOutOfMemoryError",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final Path root;

    MasterCommand(Path root) {
        this.root = root;
    }

    /** Everything before the arguments; with the cache of loaded classes where there is one. */
    List<String> java(List<String> extra) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(VM);
        command.addAll(extra);
        command.add("-cp");
        command.add(classPath());
        command.add("ai.resolute.master.Main");
        return command;
    }

    List<String> withCache(Optional<Path> cache) {
        return java(
                cache.map(file ->
                                List.of("-XX:AOTCache=" + file, "-Xlog:aot*=off", "-Xlog:cds*=off"))
                        .orElse(List.of()));
    }

    /** In a fixed order: the cache holds only for the very same class path. */
    private String classPath() {
        var target = root.resolve("master").resolve("target");
        var paths = new ArrayList<String>();
        paths.addAll(jars(target));
        paths.addAll(jars(target.resolve("lib")));
        if (paths.isEmpty()) {
            throw Failure.usage(
                    "Cannot start the master: it is not built.",
                    "there are no jars in " + target,
                    "make build");
        }
        return String.join(":", paths);
    }

    static List<String> jars(Path directory) {
        try (var files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException absent) {
            return List.of();
        }
    }
}
