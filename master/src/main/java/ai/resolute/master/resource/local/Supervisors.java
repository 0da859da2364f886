package ai.resolute.master.resource.local;

import ai.resolute.master.resource.Launch;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts supervisor processes. */
record Supervisors(LocalSettings settings) {
    private static final long DRAIN_SECONDS = 120;

    /** A supervisor in a session, and so a process group, of its own. */
    Process start(RunDirectory directory) throws IOException {
        return spawn(directory, List.of("setsid"), List.of());
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

    /** What spec.json says. */
    Map<String, Object> spec(Launch launch) {
        var spec = new LinkedHashMap<String, Object>(launch.metadata());
        spec.put("allocation_id", launch.allocation().value());
        spec.put("python", launch.python());
        spec.put("environment", environment(launch));
        return spec;
    }

    /** Trials side by side share the processors, unless they say otherwise. */
    private Map<String, Object> environment(Launch launch) {
        var threads = Integer.toString(threads(launch.slots().size()));
        var environment = new LinkedHashMap<String, Object>();
        for (var name : List.of("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")) {
            if (System.getenv(name) == null) {
                environment.put(name, threads);
            }
        }
        environment.putAll(launch.environment());
        return environment;
    }

    private int threads(int slots) {
        var all = Math.max(1, settings.slots().size());
        return Math.max(1, Runtime.getRuntime().availableProcessors() * slots / all);
    }

    private Process spawn(RunDirectory directory, List<String> before, List<String> options)
            throws IOException {
        var command = new ArrayList<>(before);
        command.addAll(List.of(settings.python(), "-m", "determined.run.supervisor"));
        command.addAll(options);
        command.add(directory.path().toString());
        var builder = new ProcessBuilder(command);
        var modules = builder.environment().get("PYTHONPATH");
        var harness = settings.harness().toString();
        builder.environment()
                .put(
                        "PYTHONPATH",
                        modules == null ? harness : harness + File.pathSeparator + modules);
        return builder.directory(directory.path().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()))
                .start();
    }
}
