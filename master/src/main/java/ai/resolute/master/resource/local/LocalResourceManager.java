package ai.resolute.master.resource.local;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Hardware;
import ai.resolute.master.resource.Launch;
import ai.resolute.master.resource.ResourceManager;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.resource.WorkerExit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs workers as processes of this machine. */
public final class LocalResourceManager implements ResourceManager {
    private static final Logger LOG = LoggerFactory.getLogger(LocalResourceManager.class);

    private final LocalSettings settings;
    private final Supervisors supervisors;
    private final Map<AllocationId, Watch> watches = new HashMap<>();
    private final Map<AllocationId, WorkerExit> told = new HashMap<>();
    private ExitListener listener = (_, _) -> {};
    private boolean closed;

    public LocalResourceManager(LocalSettings settings) {
        this.settings = settings;
        supervisors = new Supervisors(settings);
    }

    @Override
    public List<Slot> slots() {
        return settings.devices().slots();
    }

    @Override
    public Hardware hardware(Slot slot) {
        return settings.devices().of(slot);
    }

    @Override
    public synchronized void listen(ExitListener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void start(Launch launch) {
        var directory = directory(launch.allocation());
        if (closed || watches.containsKey(launch.allocation()) || tellAgain(launch.allocation())) {
            return;
        }
        if (directory.supervisor().isPresent()) {
            watch(launch.allocation(), directory, Optional.empty());
            return;
        }
        try {
            directory.create();
            directory.writeSpec(supervisors.spec(launch));
            watch(launch.allocation(), directory, Optional.of(supervisors.start(directory)));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot start its worker", failed);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("asked to stop while starting a worker", asked);
        }
    }

    @Override
    public synchronized void adopt(Set<AllocationId> allocations) {
        for (var allocation : allocations) {
            if (!closed && !watches.containsKey(allocation) && !tellAgain(allocation)) {
                watch(allocation, directory(allocation), Optional.empty());
            }
        }
    }

    @Override
    public void kill(AllocationId allocation) {
        try {
            var watch = find(allocation);
            if (watch.isPresent()) {
                watch.orElseThrow().kill();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("killing the worker of " + allocation, failed);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void forget(AllocationId allocation) {
        if (find(allocation).isEmpty()) {
            synchronized (this) {
                told.remove(allocation);
            }
            directory(allocation).delete();
        }
    }

    @Override
    public void retain(Set<AllocationId> allocations) {
        try (var found = Files.newDirectoryStream(settings.root())) {
            for (var path : found) {
                var name = new AllocationId(path.getFileName().toString());
                if (!allocations.contains(name)) {
                    forget(name);
                }
            }
        } catch (NoSuchFileException nothing) {
            LOG.debug("no worker ever ran here: {}", nothing.getMessage());
        } catch (IOException failed) {
            throw new UncheckedIOException("listing " + settings.root(), failed);
        }
    }

    @Override
    public synchronized boolean awaitIdle(Duration limit) throws InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        while (!watches.isEmpty()) {
            var left = Duration.ofNanos(end - System.nanoTime());
            if (left.toMillis() <= 0) {
                return false;
            }
            wait(left.toMillis());
        }
        return true;
    }

    @Override
    public synchronized void close() {
        closed = true;
        watches.clear();
        supervisors.close();
        notifyAll();
    }

    private synchronized Optional<Watch> find(AllocationId allocation) {
        return Optional.ofNullable(watches.get(allocation));
    }

    /**
     * One whose end was told is not watched again: what it left was sent, and would not be taken
     * any more.
     */
    private boolean tellAgain(AllocationId allocation) {
        var exit = Optional.ofNullable(told.get(allocation));
        exit.ifPresent(known -> listener.exited(allocation, known));
        return exit.isPresent();
    }

    private void watch(AllocationId allocation, RunDirectory directory, Optional<Child> child) {
        var watch = new Watch(directory, supervisors, child);
        watches.put(allocation, watch);
        Thread.ofVirtual()
                .name("watch " + allocation)
                .start(() -> tell(allocation, watch, await(allocation, watch)));
    }

    private static WorkerExit await(AllocationId allocation, Watch watch) {
        try {
            return watch.await();
        } catch (IOException | UncheckedIOException failed) {
            LOG.error("allocation={} cannot be watched: it counts as lost", allocation, failed);
            return new WorkerExit.Lost("it cannot be watched: " + failed.getMessage());
        } catch (InterruptedException asked) {
            return new WorkerExit.Lost("the master stopped watching it");
        }
    }

    private void tell(AllocationId allocation, Watch watch, WorkerExit exit) {
        synchronized (this) {
            if (closed || !watches.remove(allocation, watch)) {
                return;
            }
            told.put(allocation, exit);
            notifyAll();
        }
        LOG.info("allocation={} ended: {}", allocation, exit);
        listener.exited(allocation, exit);
    }

    private RunDirectory directory(AllocationId allocation) {
        return new RunDirectory(settings.root().resolve(Path.of(allocation.value()).getFileName()));
    }
}
