package ai.resolute.master.trial;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.duty.Duties;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.trial.unmanaged.Vigil;
import java.time.Clock;
import java.time.Duration;

/** The processes that run unmanaged trials, as far as they are heard. */
public final class Processes {
    /** How long one counts as alive after it was last heard. */
    public static final Duration LEASE = RemoteRun.LEASE;

    private final Trials trials;
    private final Duties duties;
    private final Clock clock;
    private final Vigil vigil;

    Processes(Trials trials, Duties duties, Clock clock) {
        this.trials = trials;
        this.duties = duties;
        this.clock = clock;
        vigil = new Vigil(clock.instant());
    }

    /**
     * Another process begins to run an unmanaged trial. What one that ran it before reports is
     * refused from then on.
     *
     * @return the number of its run, which nobody else was told
     */
    public int begin(TrialId id) {
        requireUnmanaged(trials.get(id));
        return trials.begin(id);
    }

    /**
     * The process of an unmanaged trial gives a sign of life.
     *
     * @throws Conflict where it shall not go on
     */
    public void heard(TrialId id) {
        requireGoingOn(id);
        trials.on(id, new TrialEvent.Heard());
    }

    /** The process of a run reports something; as {@link #heard}. */
    void reported(TrialId id, int run) {
        requireGoingOn(id);
        trials.on(id, new TrialEvent.Reported(run));
    }

    private void requireGoingOn(TrialId id) {
        var trial = trials.get(id);
        requireUnmanaged(trial);
        if (RemoteRun.refused(trial)) {
            throw new Conflict(
                    "trial_over",
                    "trial %s %s: nothing more is taken of its process, which shall stop. It goes on when its script is started again."
                            .formatted(id, TrialLog.words(trial)));
        }
        if (trial.attempts().run() == 0) {
            throw new InvalidRequest(
                    "trial_not_begun",
                    "no process has begun to run trial %s: it says so first by POST /api/v1/trials/%s/start."
                            .formatted(id, id));
        }
    }

    /** The process of an unmanaged trial says how it ended; what was over before stays as it is. */
    public void told(TrialId id, Ending ending) {
        var trial = trials.get(id);
        requireUnmanaged(trial);
        if (RemoteRun.lost(trial)) {
            trials.on(id, new TrialEvent.Heard());
        }
        trials.on(id, new TrialEvent.Told(ending));
    }

    private static void requireUnmanaged(Trial trial) {
        if (!trial.unmanaged()) {
            throw new InvalidRequest(
                    "trial_managed",
                    "trial %s is not unmanaged: the cluster runs it and knows its state. `det trial kill %s` ends it."
                            .formatted(trial.id(), trial.id()));
        }
    }

    /** Sees to it that its silence is noticed. */
    void watch(Trial trial) {
        vigil.watch(trial.id());
        oweLook();
    }

    void leave(TrialId id) {
        vigil.leave(id);
    }

    private void oweLook() {
        duties.oweAt(clock.instant().plus(Vigil.LOOK), "leases of unmanaged trials", this::look);
    }

    private void look() {
        var listening = vigil.look(clock.instant());
        vigil.watched().forEach(id -> trials.on(id, new TrialEvent.LeaseLooked(listening)));
        if (!vigil.watched().isEmpty()) {
            oweLook();
        }
    }
}
