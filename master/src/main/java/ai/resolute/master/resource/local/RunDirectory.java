package ai.resolute.master.resource.local;

import ai.resolute.master.config.JsonTree;
import ai.resolute.master.resource.WorkerExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of one worker; see docs/development/trial-protocol.md. */
record RunDirectory(Path path) {
    private static final int LOCK_IS_HELD = 75;

    void create() throws IOException {
        Files.createDirectories(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    Path log() {
        return path.resolve("supervisor.log");
    }

    void writeSpec(Map<String, Object> spec) throws IOException {
        var fresh = path.resolve("spec.json.new");
        Files.writeString(fresh, new JsonTree(nullable(spec)).toJson());
        Files.move(fresh, path.resolve("spec.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The process that is or was the supervisor. */
    Optional<WorkerProcess> supervisor() {
        return json("supervisor.json")
                .map(found -> new WorkerProcess(number(found, "pid"), number(found, "start")));
    }

    /** How the worker ended, once its supervisor has told everything else. */
    Optional<WorkerExit> exit() {
        return json("exit.json").map(RunDirectory::exit);
    }

    /** Whether a supervisor lives, even one that has not yet written who it is. */
    boolean locked() throws IOException, InterruptedException {
        var lock = path.resolve("lock");
        if (!Files.exists(lock)) {
            return false;
        }
        var status = Integer.toString(LOCK_IS_HELD);
        return new ProcessBuilder("flock", "-n", "-E", status, lock.toString(), "true")
                        .start()
                        .waitFor()
                == LOCK_IS_HELD;
    }

    /** The last line that the supervisor wrote to its log. */
    String lastWords() {
        try {
            return Files.readString(log())
                    .lines()
                    .reduce((_, last) -> last)
                    .orElse("it wrote nothing to " + log());
        } catch (IOException unreadable) {
            return "its log cannot be read: " + unreadable.getMessage();
        }
    }

    /** Moves it to where nothing is removed; answers where that is. */
    Path setAside() throws IOException {
        var kept = path.resolveSibling("../undrained").normalize().resolve(path.getFileName());
        Files.createDirectories(kept.getParent());
        return Files.move(path, kept);
    }

    /** Removes all of it, as far as it is there. */
    void delete() {
        try {
            if (exists()) {
                Files.walkFileTree(path, new Remover());
            }
        } catch (NoSuchFileException gone) {
            delete();
        } catch (IOException failed) {
            throw new UncheckedIOException("removing " + path, failed);
        }
    }

    private Optional<Map<String, @Nullable Object>> json(String name) {
        try {
            return Optional.of(JsonTree.read(Files.readString(path.resolve(name))).root());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException("reading " + path.resolve(name), failed);
        }
    }

    private static WorkerExit exit(Map<String, @Nullable Object> found) {
        return found.get("status") instanceof Number status
                ? new WorkerExit.Exited(status.intValue())
                : new WorkerExit.FailedToStart(String.valueOf(found.get("failed_to_start")));
    }

    private static long number(Map<String, @Nullable Object> found, String name) {
        return found.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static Map<String, @Nullable Object> nullable(Map<String, Object> values) {
        return new LinkedHashMap<>(values);
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed)
                throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
