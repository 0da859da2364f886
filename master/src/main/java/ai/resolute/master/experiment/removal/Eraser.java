package ai.resolute.master.experiment.removal;

import ai.resolute.master.allocation.Allocations;
import ai.resolute.master.checkpoint.file.Removals;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.Remover;
import ai.resolute.master.experiment.collection.Collector;
import ai.resolute.master.log.Logs;
import ai.resolute.master.metrics.Metrics;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.Trials;
import org.jdbi.v3.core.Handle;

/** Removes experiments, part by part; each part may be removed again. */
public final class Eraser implements Remover {
    private static final int AT_ONCE = 5000;

    private final Collector collector;
    private final Removals removals;
    private final EventFiles events;
    private final Parts parts;
    private final Trace others;

    /** Where traces of trials are. */
    public record Parts(
            Database database,
            Trials trials,
            Allocations allocations,
            Metrics metrics,
            Logs logs) {}

    /** What else remembers experiments and trials. */
    public interface Trace {
        void forget(Handle handle, Trial trial);

        void forget(Handle handle, Experiment experiment);
    }

    public Eraser(
            Collector collector, Removals removals, EventFiles events, Parts parts, Trace others) {
        this.collector = collector;
        this.removals = removals;
        this.events = events;
        this.parts = parts;
        this.others = others;
    }

    @Override
    public void begin(Handle handle, Experiment experiment) {
        collector.clear(handle, experiment);
    }

    @Override
    public Step next(Experiment experiment) {
        var id = experiment.id();
        if (removals.owed(id) > 0) {
            return removals.trouble(id)
                    .<Step>map(trouble ->
                            new Step.Failed("its checkpoints cannot be removed: " + trouble.why()))
                    .orElseGet(Step.Waiting::new);
        }
        var trial = parts.trials().first(id);
        if (trial.isEmpty()) {
            return events.remove(experiment).<Step>map(Step.Failed::new).orElseGet(Step.Done::new);
        }
        parts.database().execute(handle -> erase(handle, trial.orElseThrow()));
        return new Step.Further();
    }

    @Override
    public void end(Handle handle, Experiment experiment) {
        others.forget(handle, experiment);
    }

    /** Its rows of the large tables first, so many at once. */
    private void erase(Handle handle, Trial trial) {
        var task = trial.origin().task();
        var removed =
                parts.metrics().forget(handle, trial.id(), AT_ONCE)
                        + parts.logs().forget(handle, task, AT_ONCE);
        if (removed < AT_ONCE) {
            parts.allocations().forget(handle, task);
            others.forget(handle, trial);
            parts.trials().forget(handle, trial.id());
        }
    }
}
