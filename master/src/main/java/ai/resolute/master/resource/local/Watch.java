package ai.resolute.master.resource.local;

import ai.resolute.master.resource.WorkerExit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows one worker to its end. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int DRAINS_OF_THE_KILLED = 3;
    private static final int NO_ROOM = 73;

    private final RunDirectory directory;
    private final Supervisors supervisors;
    private final Optional<Child> child;
    private volatile boolean killed;

    /**
     * Follows the worker of a run directory.
     *
     * @param child the supervisor, if this master started it
     */
    Watch(RunDirectory directory, Supervisors supervisors, Optional<Child> child) {
        this.directory = directory;
        this.supervisors = supervisors;
        this.child = child;
    }

    /** Waits for the end of the worker; a lost one is drained before the answer. */
    WorkerExit await() throws IOException, InterruptedException {
        var status = awaitProcess();
        var exit = directory.exit();
        if (exit.isPresent()) {
            return exit.orElseThrow();
        }
        if (directory.supervisor().isEmpty()) {
            return child.isPresent()
                    ? new WorkerExit.FailedToStart(
                            "its supervisor did not start: " + lastWords(status))
                    : new WorkerExit.NeverStarted();
        }
        directory.supervisor().orElseThrow().killGroup();
        var kept = drain();
        return directory.exit().orElseGet(() -> lost(kept));
    }

    /** Ends the worker at once. */
    void kill() throws IOException, InterruptedException {
        killed = true;
        var supervisor = directory.supervisor();
        if (supervisor.isPresent()) {
            supervisor.orElseThrow().killGroup();
        } else if (child.filter(Child::alive).isPresent()) {
            var pid = child.orElseThrow().pid();
            WorkerProcess.killGroup(pid);
            // It leads no group before it has got so far.
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** Answers the exit status, if the supervisor is a child whose status is known. */
    private OptionalInt awaitProcess() throws IOException, InterruptedException {
        var status = child.isPresent() ? child.orElseThrow().await() : OptionalInt.empty();
        while (running()) {
            Thread.sleep(LOOK);
        }
        return status;
    }

    /** One that holds the lock says soon who it is. */
    private boolean running() throws IOException, InterruptedException {
        var supervisor = directory.supervisor();
        return supervisor.isPresent() ? supervisor.orElseThrow().alive() : directory.locked();
    }

    /**
     * Sends what a lost supervisor left, however often it takes: what it reported must not be lost.
     * Only somebody who wants the worker gone ends the attempts; the directory is kept then.
     *
     * @return where it is kept, when it was not sent
     */
    private Optional<Path> drain() throws IOException, InterruptedException {
        for (int attempt = 1; !supervisors.drain(directory); attempt++) {
            if (killed && attempt >= DRAINS_OF_THE_KILLED) {
                return Optional.of(directory.setAside());
            }
            LOG.warn("run={} cannot be drained yet: attempt={}", directory.path(), attempt);
            var pause = LOOK.multipliedBy(attempt);
            Thread.sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        }
        return Optional.empty();
    }

    /** A supervisor that finds no room for its files finds none for words either. */
    private String lastWords(OptionalInt status) {
        return status.equals(OptionalInt.of(NO_ROOM))
                ? "No space left for its files in " + directory.path()
                : directory.lastWords();
    }

    private WorkerExit lost(Optional<Path> kept) {
        var why = "its process was killed from outside";
        return new WorkerExit.Lost(
                kept.map(path -> why + "; what it had not sent yet is kept in " + path)
                        .orElse(why));
    }
}
