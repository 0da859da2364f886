package ai.resolute.master.allocation;

import ai.resolute.master.id.AllocationId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Wakes the long polls of workers. */
final class Signals {
    private final Map<AllocationId, CountDownLatch> bells = new ConcurrentHashMap<>();

    /** Wakes all who wait for this allocation. */
    void ring(AllocationId allocation) {
        var bell = bells.remove(allocation);
        if (bell != null) {
            bell.countDown();
        }
    }

    /** Wakes everybody. */
    void ringAll() {
        bells.keySet().forEach(this::ring);
    }

    /** Waits until it rings, unless what it would ring for is so already; then asks once more. */
    boolean await(AllocationId allocation, Duration limit, BooleanSupplier so) {
        var bell = bells.computeIfAbsent(allocation, _ -> new CountDownLatch(1));
        return so.getAsBoolean() || (rung(bell, limit) && so.getAsBoolean());
    }

    private static boolean rung(CountDownLatch bell, Duration limit) {
        try {
            return bell.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
