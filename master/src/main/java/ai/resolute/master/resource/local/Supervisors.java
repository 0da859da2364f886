package ai.resolute.master.resource.local;

import ai.resolute.master.resource.Launch;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts supervisor processes, from a starter where that answers. */
final class Supervisors implements AutoCloseable {
    private static final long DRAIN_SECONDS = 120;

    private final LocalSettings settings;
    private Optional<Starter> starter = Optional.empty();

    Supervisors(LocalSettings settings) {
        this.settings = settings;
    }

    /** A supervisor in a session, and so a process group, of its own. */
    synchronized Child start(RunDirectory directory) throws IOException, InterruptedException {
        var launched = starter().launch(directory.path());
        return launched.isPresent()
                ? launched.orElseThrow()
                : new Child.Spawned(spawn(directory, List.of("setsid"), List.of()));
    }

    /** Sends what the spools of a lost supervisor still hold; answers whether all was sent. */
    boolean drain(RunDirectory directory) throws IOException, InterruptedException {
        var process = spawn(directory, List.of(), List.of("--drain"));
        try {
            return process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Workers live on. */
    @Override
    public synchronized void close() {
        starter.ifPresent(Starter::close);
    }

    /** What spec.json says. */
    Map<String, Object> spec(Launch launch) {
        var spec = new LinkedHashMap<String, Object>(launch.metadata());
        spec.put("allocation_id", launch.allocation().value());
        spec.put("python", launch.python());
        spec.put("environment", environment(launch));
        return spec;
    }

    /** Processes side by side share the processors, unless they say otherwise. */
    private Map<String, Object> environment(Launch launch) {
        var processes = launch.metadata().get("processes") instanceof Integer count ? count : 1;
        var threads = Integer.toString(threads(launch.slots().size() / processes));
        var environment = new LinkedHashMap<String, Object>();
        for (var name : List.of("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")) {
            if (System.getenv(name) == null) {
                environment.put(name, threads);
            }
        }
        settings.devices()
                .visible(launch.slots())
                .ifPresent(gpus -> environment.put(Gpus.VISIBLE, gpus));
        environment.putAll(launch.environment());
        return environment;
    }

    private int threads(int slots) {
        var all = Math.max(1, settings.devices().slots().size());
        return Math.max(1, Runtime.getRuntime().availableProcessors() * slots / all);
    }

    /** The one that lives, or a new one. */
    private Starter starter() throws IOException {
        if (starter.filter(Starter::alive).isEmpty()) {
            Files.createDirectories(settings.root());
            var builder = python(settings.root(), List.of("setsid"), "starter", List.of());
            // Trials have their output so; a copy of the starter has it from the start.
            builder.environment().put("PYTHONUNBUFFERED", "1");
            var log = settings.root().resolveSibling("starter.log").toFile();
            starter = Optional.of(new Starter(builder.redirectError(Redirect.to(log)).start()));
        }
        return starter.orElseThrow();
    }

    private Process spawn(RunDirectory directory, List<String> before, List<String> options)
            throws IOException {
        var words = new ArrayList<>(options);
        words.add(directory.path().toString());
        return python(directory.path(), before, "supervisor", words)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(directory.log().toFile()))
                .start();
    }

    private ProcessBuilder python(
            Path directory, List<String> before, String module, List<String> words) {
        var command = new ArrayList<>(before);
        command.addAll(List.of(settings.python(), "-m", "determined.run." + module));
        command.addAll(words);
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        var harness = settings.harness().toString();
        builder.environment()
                .merge(
                        "PYTHONPATH",
                        harness,
                        (modules, _) -> harness + File.pathSeparator + modules);
        return builder;
    }
}
