package ai.resolute.master;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Launch;
import ai.resolute.master.resource.ResourceManager;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.resource.WorkerExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Workers that end when the test says so. They outlive the master, as real ones do. */
public final class FakeResourceManager implements ResourceManager {
    private final List<Slot> slots;
    private final Map<AllocationId, Launch> running = new LinkedHashMap<>();
    private final Map<AllocationId, WorkerExit> ended = new LinkedHashMap<>();
    private final Map<String, Integer> starts = new TreeMap<>();
    private ExitListener listener = (_, _) -> {};
    private Runnable fault = () -> {};

    public FakeResourceManager(int slots) {
        this.slots =
                IntStream.range(0, slots)
                        .mapToObj(index -> new Slot("node", index, Slot.Device.CPU))
                        .toList();
    }

    /** Runs before and after each call that has an effect. */
    public void faultBy(Runnable fault) {
        this.fault = fault;
    }

    /** The master is gone: ends of workers are told to nobody. */
    public void masterIsGone() {
        listener = (_, _) -> {};
    }

    public List<AllocationId> running() {
        return List.copyOf(running.keySet());
    }

    public Launch launch(AllocationId allocation) {
        return running.get(allocation);
    }

    /** How often each worker was really started. */
    public Map<String, Integer> starts() {
        return starts;
    }

    /** A worker ends. */
    public void end(AllocationId allocation, WorkerExit exit) {
        if (running.remove(allocation) != null) {
            ended.put(allocation, exit);
            listener.exited(allocation, exit);
        }
    }

    @Override
    public List<Slot> slots() {
        return slots;
    }

    @Override
    public void start(Launch launch) {
        fault.run();
        if (!ended.containsKey(launch.allocation())
                && running.putIfAbsent(launch.allocation(), launch) == null) {
            starts.merge(launch.allocation().value(), 1, Integer::sum);
        }
        tellIfEnded(launch.allocation());
        fault.run();
    }

    @Override
    public void kill(AllocationId allocation) {
        fault.run();
        end(allocation, new WorkerExit.Lost("killed"));
        fault.run();
    }

    @Override
    public void adopt(Set<AllocationId> allocations) {
        for (var allocation : allocations) {
            if (!running.containsKey(allocation) && !ended.containsKey(allocation)) {
                listener.exited(allocation, new WorkerExit.NeverStarted());
            }
            tellIfEnded(allocation);
        }
    }

    @Override
    public void forget(AllocationId allocation) {
        fault.run();
        ended.remove(allocation);
        fault.run();
    }

    @Override
    public void retain(Set<AllocationId> allocations) {
        new ArrayList<>(ended.keySet())
                .stream().filter(name -> !allocations.contains(name)).forEach(ended::remove);
    }

    @Override
    public void listen(ExitListener listener) {
        this.listener = listener;
    }

    @Override
    public boolean awaitIdle(Duration limit) {
        return running.isEmpty();
    }

    @Override
    public void close() {
        masterIsGone();
    }

    private void tellIfEnded(AllocationId allocation) {
        var exit = ended.get(allocation);
        if (exit != null) {
            listener.exited(allocation, exit);
        }
    }
}
