package ai.resolute.cli.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The cache of loaded and linked classes that lets a master start in a second; kept in the
 * checkout.
 */
final class MasterCache {
    private final Path root;
    private final Path file;

    MasterCache(Path root) {
        this.root = root;
        var java = System.getProperty("java.home").replaceAll("[^A-Za-z0-9.-]+", "_");
        this.file = root.resolve(".cache").resolve("master" + java + ".aot");
    }

    /** There is one, and no jar is newer. */
    Optional<Path> find() {
        var target = root.resolve("master").resolve("target");
        try {
            var made = Files.getLastModifiedTime(file);
            for (var jars : List.of(target, target.resolve("lib"))) {
                for (var jar : MasterCommand.jars(jars)) {
                    if (Files.getLastModifiedTime(Path.of(jar)).compareTo(made) > 0) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(file);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /**
     * Starts a master on nothing, for the sake of the cache, and stops it; a script does it,
     * because it goes on after this process has ended.
     */
    void makeInBackground(Path python) {
        var script = root.resolve("scripts").resolve("master-cache");
        if (find().isPresent() || !Files.isExecutable(script)) {
            return;
        }
        var command = String.join("\n", new MasterCommand(root).java(List.of()));
        try {
            new ProcessBuilder(
                            "setsid",
                            script.toString(),
                            file.toString(),
                            python.toString(),
                            command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException notNow) {
            // Without a cache a master starts all the same, only later.
            return;
        }
    }
}
