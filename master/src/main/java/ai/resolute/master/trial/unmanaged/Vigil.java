package ai.resolute.master.trial.unmanaged;

import ai.resolute.master.id.TrialId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which unmanaged trials are to be heard of, and since when anybody listens: time in which the
 * master was not there, or its machine slept, says nothing about their processes.
 */
public final class Vigil {
    /** How often it is looked. */
    public static final Duration LOOK = Duration.ofSeconds(15);

    private static final Duration ASLEEP = LOOK.multipliedBy(3);

    private final Set<TrialId> watched = ConcurrentHashMap.newKeySet();
    private Instant listening;
    private Instant looked;

    public Vigil(Instant now) {
        listening = now;
        looked = now;
    }

    public void watch(TrialId trial) {
        watched.add(trial);
    }

    public void leave(TrialId trial) {
        watched.remove(trial);
    }

    public Set<TrialId> watched() {
        return Set.copyOf(watched);
    }

    /** Looks, and answers since when the processes could have been heard. */
    public synchronized Instant look(Instant now) {
        if (looked.plus(ASLEEP).isBefore(now)) {
            listening = now;
        }
        looked = now;
        return listening;
    }
}
