package ai.resolute.master.checkpoint.file;

import ai.resolute.master.config.JsonTree;
import ai.resolute.master.id.CheckpointId;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs the harness's storage code in a short process: it reads what to do from its standard input
 * and answers one line for each checkpoint.
 */
public final class StorageProcess implements StorageWorker {
    private static final int LACKS_LIBRARY = 3;

    private final String python;
    private final Path harness;

    /**
     * @param python interpreter of the cluster; that of those who wrote is tried when it lacks a
     *     library
     * @param harness directory to import {@code determined} from
     */
    public StorageProcess(String python, Path harness) {
        this.python = python;
        this.harness = harness;
    }

    @Override
    public Map<CheckpointId, String> remove(StoragePlace place, List<Removal> removals)
            throws StorageFault {
        var asked = new ArrayList<Map<String, Object>>();
        for (var removal : removals) {
            asked.add(Map.of("uuid", removal.checkpoint().toString(), "paths", removal.paths()));
        }
        return faults(place, "remove", asked);
    }

    @Override
    public void fetch(StoragePlace place, CheckpointId checkpoint, Path into) throws StorageFault {
        var asked = Map.of("uuid", checkpoint.toString(), "into", into.toString());
        var fault = faults(place, "fetch", List.of(asked)).get(checkpoint);
        if (fault != null) {
            throw new StorageFault(fault);
        }
    }

    private Map<CheckpointId, String> faults(
            StoragePlace place, String verb, List<? extends Map<String, ?>> asked)
            throws StorageFault {
        var request = new LinkedHashMap<String, @Nullable Object>();
        request.put("storage", place.section().root());
        request.put(verb, asked);
        var faults = new LinkedHashMap<CheckpointId, String>();
        var answered = 0;
        for (var line : answers(place, new JsonTree(request).toJson()).lines().toList()) {
            var answer = JsonTree.read(line).root();
            answered++;
            if (answer.get("error") instanceof String error) {
                faults.put(CheckpointId.parse(String.valueOf(answer.get("uuid"))), error);
            }
        }
        if (answered != asked.size()) {
            throw new StorageFault(
                    "the storage's process answered for %d of %d checkpoints"
                            .formatted(answered, asked.size()));
        }
        return faults;
    }

    /** By the first interpreter that has the library. */
    private String answers(StoragePlace place, String request) throws StorageFault {
        var last = new StorageFault("no interpreter is known for the checkpoint storage");
        for (var interpreter : interpreters(place)) {
            var ran = run(interpreter, request);
            if (ran.status() == 0) {
                return ran.out();
            }
            last = new StorageFault(lastLine(ran));
            if (ran.status() != LACKS_LIBRARY) {
                throw last;
            }
        }
        throw last;
    }

    private Set<String> interpreters(StoragePlace place) {
        var all = new LinkedHashSet<>(List.of(python));
        place.python().filter(path -> Files.isExecutable(Path.of(path))).ifPresent(all::add);
        return all;
    }

    private record Ran(int status, String out, String err) {}

    private Ran run(String interpreter, String request) throws StorageFault {
        var builder = new ProcessBuilder(interpreter, "-m", "determined.run.storage");
        var modules = builder.environment().get("PYTHONPATH");
        builder.environment()
                .put(
                        "PYTHONPATH",
                        modules == null
                                ? harness.toString()
                                : harness + File.pathSeparator + modules);
        try {
            return run(builder.start(), request);
        } catch (IOException failed) {
            throw new StorageFault(
                    "the storage's process could not be run by %s: %s"
                            .formatted(interpreter, failed.getMessage()));
        }
    }

    private static Ran run(Process process, String request) throws IOException, StorageFault {
        try {
            var err = new FutureTask<>(() -> text(process.getErrorStream()));
            Thread.ofVirtual().start(err);
            try (var in = process.getOutputStream()) {
                in.write(request.getBytes(StandardCharsets.UTF_8));
            } catch (IOException unread) {
                // It ended before it had read all: its status and last words say why.
            }
            var out = text(process.getInputStream());
            return new Ran(process.waitFor(), out, err.get());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new StorageFault("the master stops");
        } catch (java.util.concurrent.ExecutionException unreadable) {
            throw new IOException(unreadable);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String lastLine(Ran ran) {
        return ran.err()
                .lines()
                .reduce((_, last) -> last)
                .orElse("the storage's process ended with status " + ran.status());
    }
}
