package ai.resolute.master.experiment.retention;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.duty.Duties;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentFilter;
import ai.resolute.master.experiment.Experiments;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.log.Logs;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.Trials;
import ai.resolute.master.trial.listing.TrialLists.End;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the lines of trials that ended long enough ago: what a person said of the trial counts,
 * else what one said of the experiment, else {@code retention_policy.log_retention_days}.
 */
public final class LogRetention {
    private static final Logger LOG = LoggerFactory.getLogger(LogRetention.class);
    private static final Duration BETWEEN = Duration.ofHours(1);
    private static final int FOREVER = -1;
    private static final int MOST_DAYS = 32767;
    private static final int AT_ONCE = 1000;

    private final Parts parts;
    private final Clock clock;
    private final RetentionStore store = new RetentionStore();

    /**
     * What it works on.
     *
     * @param duties those of storages, so that long logs keep nothing else waiting
     */
    public record Parts(
            Database database, Experiments experiments, Trials trials, Logs logs, Duties duties) {}

    public LogRetention(Parts parts, Clock clock) {
        this.parts = parts;
        this.clock = clock;
    }

    /** From now on it looks each hour. */
    public void begin() {
        parts.duties().owe("log retention", this::look);
    }

    private void look() {
        pass();
        parts.duties().oweAt(clock.instant().plus(BETWEEN), "log retention", this::look);
    }

    /** Lines of the trials of an experiment stay for so many days; -1 is for ever. */
    public void keep(ExperimentId experiment, int days) {
        save(parts.experiments().get(experiment).id(), RetentionStore.ALL, days);
    }

    /** Lines of a trial stay for so many days; -1 is for ever. */
    public void keep(TrialId trial, int days) {
        save(parts.trials().get(trial).origin().experiment(), trial, days);
    }

    private void save(ExperimentId experiment, TrialId trial, int days) {
        if (days < FOREVER || days > MOST_DAYS) {
            throw new InvalidRequest(
                    "bad_log_retention",
                    "numDays: is %d, and must be from -1 (for ever) to %d"
                            .formatted(days, MOST_DAYS));
        }
        parts.database().execute(handle -> store.save(handle, experiment, trial, days));
    }

    /** Removes what need not stay; answers how many lines. */
    public long pass() {
        var removed = 0L;
        for (var experiment : parts.experiments().list(ExperimentFilter.ALL)) {
            removed += pass(experiment);
        }
        return removed;
    }

    private long pass(Experiment experiment) {
        var id = experiment.id();
        var said = parts.database().read(handle -> store.days(handle, id));
        if (days(experiment, said) == FOREVER
                && said.values().stream().allMatch(all -> all == FOREVER)) {
            return 0;
        }
        var gone = parts.database().read(handle -> store.removed(handle, id));
        var removed = 0L;
        for (var end : parts.trials().lists().ended(id)) {
            if (mayGo(experiment, said, end)
                    && gone.getOrDefault(end.trial(), -1L) != end.at().toEpochMilli()) {
                removed += remove(experiment, end);
            }
        }
        return removed;
    }

    /** Whether the lines of a trial that ended then need not stay. */
    private boolean mayGo(Experiment experiment, Map<TrialId, Integer> said, End end) {
        var days = said.getOrDefault(end.trial(), days(experiment, said));
        return days != FOREVER && !clock.instant().isBefore(end.at().plus(Duration.ofDays(days)));
    }

    private static int days(Experiment experiment, Map<TrialId, Integer> said) {
        return said.getOrDefault(RetentionStore.ALL, configured(experiment));
    }

    private static int configured(Experiment experiment) {
        return experiment.origin().config().tree().root().get("retention_policy")
                                instanceof Map<?, ?> policy
                        && policy.get("log_retention_days") instanceof Number days
                ? days.intValue()
                : FOREVER;
    }

    private long remove(Experiment experiment, End end) {
        var removed = 0L;
        for (var some = AT_ONCE; some == AT_ONCE; removed += some) {
            some = parts.database().write(handle -> removeSome(handle, experiment, end));
        }
        LOG.info(
                "experiment={} trial={} removed={} log lines",
                experiment.id(),
                end.trial(),
                removed);
        return removed;
    }

    /** The trial may go on by now, or its lines may have to stay longer. */
    private int removeSome(Handle handle, Experiment experiment, End end) {
        var id = experiment.id();
        var trial = parts.trials().find(end.trial()).filter(found -> hasEnded(found, end));
        if (trial.isEmpty() || !mayGo(experiment, store.days(handle, id), end)) {
            return 0;
        }
        var some = parts.logs().forget(handle, trial.orElseThrow().origin().task(), AT_ONCE);
        if (some < AT_ONCE) {
            store.removed(handle, id, end.trial(), end.at().toEpochMilli());
        }
        return some;
    }

    private static boolean hasEnded(Trial trial, End end) {
        return trial.state() instanceof Ended(_, var at)
                && at.toEpochMilli() == end.at().toEpochMilli();
    }

    /** Forgets what was said of an experiment that is being deleted. */
    public void forget(Handle handle, ExperimentId experiment) {
        store.delete(handle, experiment);
    }
}
