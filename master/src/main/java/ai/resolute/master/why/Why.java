package ai.resolute.master.why;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.Allocations;
import ai.resolute.master.checkpoint.file.Removals;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.Experiments;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialProgress;
import ai.resolute.master.trial.Trials;
import ai.resolute.master.why.ExperimentWhy.Known;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Gathers what is known, and says why. */
public final class Why {
    private final Experiments experiments;
    private final Trials trials;
    private final Allocations allocations;
    private final Wishes wishes;
    private final Removals removals;
    private final InstantSource clock;

    public Why(
            Experiments experiments,
            Trials trials,
            Allocations allocations,
            Wishes wishes,
            Removals removals,
            InstantSource clock) {
        this.experiments = experiments;
        this.trials = trials;
        this.allocations = allocations;
        this.wishes = wishes;
        this.removals = removals;
        this.clock = clock;
    }

    /** Who asked what; to be told of each wish. */
    public Wishes wishes() {
        return wishes;
    }

    /** Why an experiment is as it is. */
    public Explanation of(ExperimentId id) {
        var experiment = experiments.get(id);
        var line = line();
        var open = trials.live(id).stream().map(trial -> known(trial, experiment, line)).toList();
        return new ExperimentWhy(
                        experiment,
                        wishes.last(id),
                        new ExperimentWhy.Work(open, trials.lists().failures(id)),
                        removals.backlog(id))
                .explain();
    }

    /** Why a trial is as it is. */
    public Explanation of(TrialId id) {
        var trial = trials.get(id);
        return known(trial, experiments.get(trial.origin().experiment()), line()).why().get();
    }

    /** There may be many: why each is as it is is only looked at when it is told. */
    private Known known(Trial trial, Experiment experiment, Line line) {
        var allocation = allocations.find(trial.allocation()).filter(Allocation::live);
        return new Known(trial, allocation, () -> explained(trial, experiment, allocation, line));
    }

    private Explanation explained(
            Trial trial, Experiment experiment, Optional<Allocation> allocation, Line line) {
        var facts =
                new TrialFacts(
                        trial,
                        experiment,
                        allocation,
                        allocations.reason(trial.allocation()).map(reason -> reason.text()),
                        allocation.flatMap(held -> allocations.lastHeard(held.id())),
                        allocations.signs(trial.allocation()),
                        trials.progress(trial.id()).activity(),
                        new TrialFacts.Wanted(
                                wishes.last(trial.id()), wishes.last(experiment.id())));
        return new TrialWhy(facts, line, clock.instant()).explain();
    }

    private Line line() {
        var live = allocations.live();
        Map<AllocationId, String> names = new HashMap<>();
        for (var each : live) {
            trials.find(each.id().task())
                    .ifPresent(trial ->
                            names.put(
                                    each.id(),
                                    "trial %s of experiment %s"
                                            .formatted(trial.id(), trial.origin().experiment())));
        }
        return new Line(allocations.slots().sight(), live, names, this::end);
    }

    /** A guess: what is left of its length, as fast as it trained last. */
    private Optional<Instant> end(Allocation running) {
        return trials.find(running.id().task())
                .map(trial -> trials.progress(trial.id()))
                .flatMap(TrialProgress::secondsLeft)
                .map(seconds -> clock.instant().plusSeconds(seconds));
    }
}
