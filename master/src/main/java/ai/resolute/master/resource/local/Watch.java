package ai.resolute.master.resource.local;

import ai.resolute.master.resource.WorkerExit;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows one worker to its end. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int DRAINS = 20;

    private final RunDirectory directory;
    private final Supervisors supervisors;
    private final Optional<Process> child;

    /**
     * Follows the worker of a run directory.
     *
     * @param child the supervisor, if this master started it
     */
    Watch(RunDirectory directory, Supervisors supervisors, Optional<Process> child) {
        this.directory = directory;
        this.supervisors = supervisors;
        this.child = child;
    }

    /** Waits for the end of the worker; a lost one is drained before the answer. */
    WorkerExit await() throws IOException, InterruptedException {
        awaitProcess();
        var exit = directory.exit();
        if (exit.isPresent()) {
            return exit.orElseThrow();
        }
        if (directory.supervisor().isEmpty()) {
            return child.isPresent()
                    ? new WorkerExit.FailedToStart(
                            "its supervisor did not start: " + directory.lastWords())
                    : new WorkerExit.NeverStarted();
        }
        directory.supervisor().orElseThrow().killGroup();
        drain();
        return directory
                .exit()
                .orElseGet(() -> new WorkerExit.Lost("its process was killed from outside"));
    }

    /** Ends the worker at once. */
    void kill() throws IOException, InterruptedException {
        var supervisor = directory.supervisor();
        if (supervisor.isPresent()) {
            supervisor.orElseThrow().killGroup();
        } else if (child.filter(Process::isAlive).isPresent()) {
            WorkerProcess.killGroup(child.orElseThrow().pid());
        }
    }

    private void awaitProcess() throws IOException, InterruptedException {
        if (child.isPresent()) {
            child.orElseThrow().waitFor();
        }
        while (running()) {
            Thread.sleep(LOOK);
        }
    }

    /** One that holds the lock says soon who it is. */
    private boolean running() throws IOException, InterruptedException {
        var supervisor = directory.supervisor();
        return supervisor.isPresent() ? supervisor.orElseThrow().alive() : directory.locked();
    }

    private void drain() throws IOException, InterruptedException {
        for (int attempt = 1; attempt <= DRAINS; attempt++) {
            if (supervisors.drain(directory)) {
                return;
            }
            LOG.warn("run={} cannot be drained yet: attempt={}", directory.path(), attempt);
            Thread.sleep(LOOK.multipliedBy(attempt));
        }
        LOG.error("run={} was not drained: what its spools hold is given up", directory.path());
    }
}
