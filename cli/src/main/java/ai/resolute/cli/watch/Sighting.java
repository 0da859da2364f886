package ai.resolute.cli.watch;

import ai.resolute.api.client.ExperimentView;
import ai.resolute.api.client.RunState;
import ai.resolute.api.client.TrialView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was seen of a search at one time, and what follows from it. */
public record Sighting(
        ExperimentView experiment, List<TrialView> trials, Instant now, boolean over) {
    /** What a master tells of a search. */
    static Sighting of(ExperimentView experiment, List<TrialView> trials, Instant now) {
        return new Sighting(experiment, trials, now, experiment.state().isTerminal());
    }

    long done() {
        return trials.stream().filter(trial -> trial.state().isTerminal()).count();
    }

    long planned() {
        return Math.max(experiment.plannedTrials().orElse(0L), trials.size());
    }

    long stoppedEarly() {
        return trials.stream().filter(TrialView::stoppedEarly).count();
    }

    long failed() {
        return trials.stream().filter(trial -> trial.state() == RunState.FAILED).count();
    }

    List<TrialView> active() {
        return trials.stream()
                .filter(trial ->
                        trial.state() == RunState.RUNNING
                                || trial.state() == RunState.STARTING
                                || trial.state() == RunState.STOPPING)
                .toList();
    }

    /** The best trial by the searcher's metric; the master's word where it has one. */
    Optional<TrialView> best() {
        var told = experiment.bestTrial();
        if (told.isPresent()) {
            return trials.stream().filter(trial -> told.get() == trial.id()).findFirst();
        }
        var sign = experiment.smallerIsBetter() ? 1 : -1;
        return trials.stream()
                .filter(trial -> trial.best().isPresent() && !trial.best().get().isNaN())
                .min(
                        java.util.Comparator.comparingDouble(
                                trial -> sign * trial.best().orElse(0.0)));
    }

    Optional<Double> bestValue() {
        return experiment.best().or(() -> best().flatMap(TrialView::best));
    }

    Duration elapsed() {
        return experiment
                .started()
                .map(from -> Duration.between(from, experiment.ended().orElse(now)))
                .orElse(Duration.ZERO);
    }

    /** How much of all training is done, from 0 to 1. */
    double fraction() {
        if (planned() == 0) {
            return experiment.progress();
        }
        var trained = trials.stream().mapToDouble(Sighting::trained).sum();
        return Math.min(1.0, trained / planned());
    }

    /** From how fast the trials run; empty until one has trained a while. */
    Optional<Duration> left() {
        var running = active().stream().map(this::secondsLeft).flatMap(Optional::stream).toList();
        var longest = running.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        var waiting = planned() - done() - active().size();
        var typical = typicalSeconds();
        if (typical.isEmpty() && (running.isEmpty() || waiting > 0)) {
            return Optional.empty();
        }
        var sum = running.stream().mapToDouble(Double::doubleValue).sum();
        var work = sum + waiting * typical.orElse(0.0);
        return Optional.of(Duration.ofSeconds(Math.round(Math.max(longest, work / atOnce()))));
    }

    private long atOnce() {
        var plan = experiment.plan();
        var planned = Math.min(plan.whole("concurrent"), Math.max(1, plan.whole("slots")));
        return Math.max(1, Math.max(planned, active().size()));
    }

    private static double trained(TrialView trial) {
        return trial.state().isTerminal() ? 1.0 : trial.fraction().orElse(0.0);
    }

    private Optional<Double> secondsLeft(TrialView trial) {
        var done = trial.fraction().orElse(0.0);
        if (trial.batchesPerSecond().isPresent() && trial.length().isPresent()) {
            var batches = trial.length().get() - trial.batches();
            return Optional.of(Math.max(0, batches / trial.batchesPerSecond().get()));
        }
        var took = TrialTable.took(trial, now).toMillis() / 1000.0;
        return done < 0.02
                ? typicalOfEnded().map(typical -> Math.max(1, typical - took))
                : Optional.of(took * (1 - done) / done);
    }

    /** What a whole trial takes: of those that are done, else as the running ones foretell. */
    private Optional<Double> typicalSeconds() {
        var ended = typicalOfEnded();
        if (ended.isPresent()) {
            return ended;
        }
        var foretold =
                active().stream()
                        .flatMap(trial ->
                                secondsLeft(trial)
                                        .map(left -> left + TrialTable.took(trial, now).toSeconds())
                                        .stream())
                        .mapToDouble(Double::doubleValue)
                        .average();
        return foretold.isPresent() ? Optional.of(foretold.getAsDouble()) : Optional.empty();
    }

    private Optional<Double> typicalOfEnded() {
        var average =
                trials.stream()
                        .filter(trial -> trial.state() == RunState.COMPLETED)
                        .mapToDouble(trial -> TrialTable.took(trial, now).toMillis() / 1000.0)
                        .average();
        return average.isPresent() ? Optional.of(average.getAsDouble()) : Optional.empty();
    }
}
