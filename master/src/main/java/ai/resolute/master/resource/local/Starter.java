package ai.resolute.master.resource.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that has a supervisor's imports done and forks supervisors when asked. It saves time
 * only: whoever gets nothing from it starts a supervisor directly.
 */
final class Starter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Starter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Process process;
    private final Writer requests;
    private final Map<Long, Forked> forked = new ConcurrentHashMap<>();
    private long asked;

    /** Follows this process, which has just been started. */
    Starter(Process process) {
        this.process = process;
        requests = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().name("starter " + process.pid()).start(this::listen);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** A supervisor for this run directory, or nothing when this process does not answer. */
    synchronized Optional<Child> launch(Path directory) throws InterruptedException {
        var number = ++asked;
        var child = new Forked();
        forked.put(number, child);
        try {
            requests.write(number + " " + directory + "\n");
            requests.flush();
            child.started.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.of(child);
        } catch (IOException | ExecutionException | TimeoutException failed) {
            LOG.warn(
                    "starter={} does not answer ({}): it is not asked again",
                    process.pid(),
                    failed.toString());
            process.destroyForcibly();
            return Optional.empty();
        }
    }

    /** Ends it; what it started lives on. */
    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException gone) {
            LOG.debug("the starter has ended before: {}", gone.getMessage());
        }
    }

    private void listen() {
        try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = answers.readLine(); line != null; line = answers.readLine()) {
                take(line.split(" "));
            }
        } catch (IOException gone) {
            LOG.debug("the starter has ended: {}", gone.getMessage());
        }
        forked.values().forEach(Forked::lose);
    }

    private void take(String[] answer) {
        var number = Long.parseLong(answer[0]);
        var value = Long.parseLong(answer[2]);
        var child = Optional.ofNullable(forked.get(number)).orElseThrow();
        if (answer[1].equals("started")) {
            child.started.complete(value);
        } else {
            forked.remove(number);
            child.ended.complete(OptionalInt.of((int) value));
        }
    }

    /** A child of the starter's. */
    private static final class Forked implements Child {
        private final CompletableFuture<Long> started = new CompletableFuture<>();
        private final CompletableFuture<OptionalInt> ended = new CompletableFuture<>();

        @Override
        public long pid() {
            return started.join();
        }

        @Override
        public boolean alive() {
            return !ended.isDone() && WorkerProcess.find(pid()).isPresent();
        }

        @Override
        public OptionalInt await() throws InterruptedException {
            try {
                var status = ended.get();
                while (status.isEmpty() && WorkerProcess.find(pid()).isPresent()) {
                    Thread.sleep(LOOK);
                }
                return status;
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private void lose() {
            started.completeExceptionally(new IOException("the starter has ended"));
            ended.complete(OptionalInt.empty());
        }
    }
}
