package ai.resolute.master.duty;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does duties as they come, on a thread of its own. */
public final class DutyLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DutyLoop.class);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration LAST_DUTY = Duration.ofSeconds(10);

    private final Duties duties;
    private final Thread thread;
    private volatile boolean closed;

    public DutyLoop(String name, Duties duties) {
        this.duties = duties;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Ends after the duty at hand. */
    @Override
    public void close() {
        closed = true;
        duties.owe("close", () -> {});
        try {
            thread.join(LAST_DUTY);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            if (round().isEmpty()) {
                duties.await(IDLE);
            }
        }
    }

    private Optional<String> round() {
        try {
            return duties.pass();
        } catch (RuntimeException | Error failed) {
            LOG.error("a duty failed and is tried again in a second", failed);
            return Optional.empty();
        }
    }
}
