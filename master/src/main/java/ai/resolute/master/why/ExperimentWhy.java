package ai.resolute.master.why;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.AllocationState;
import ai.resolute.master.checkpoint.file.Backlog;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialState;
import ai.resolute.master.trial.failure.FailureClass;
import ai.resolute.master.trial.listing.Failed;
import ai.resolute.master.why.Explanation.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Why an experiment is as it is: a function of what is known.
 *
 * @param files of checkpoints that are to go
 */
record ExperimentWhy(Experiment experiment, Optional<Wish> wish, Work work, Backlog files) {
    private static final int SHOWN = 8;

    /**
     * What its trials do and did.
     *
     * @param open those that are not over
     * @param failures what others failed of, each kind once
     */
    record Work(List<Known> open, List<Failed> failures) {}

    /** A trial, what it runs on, and why it is as it is. */
    record Known(Trial trial, Optional<Allocation> allocation, Supplier<Explanation> why) {
        boolean runs() {
            return trial.remote() || allocation.filter(Allocation::holds).isPresent();
        }
    }

    Explanation explain() {
        var explained = ofState();
        var reasons = new ArrayList<>(explained.reasons());
        reasons.addAll(unremoved());
        return new Explanation(explained.summary(), reasons);
    }

    /** Files that should be gone and are not: a state that says "deleted" is not all. */
    private List<Reason> unremoved() {
        return files.trouble().stream()
                .map(trouble ->
                        new Reason(
                                "removal",
                                "files of %d of its deleted checkpoints are still in storage: %s"
                                        .formatted(files.checkpoints().size(), trouble.why()),
                                Optional.of(trouble.since()),
                                Optional.of(trouble.next())))
                .toList();
    }

    private Explanation ofState() {
        return switch (experiment.state()) {
            case ExperimentState.Ended(var outcome, var reason, var at) -> {
                var reasons = new ArrayList<Reason>();
                reasons.add(Reason.since(at, "ended", "it ended"));
                reasons.addAll(failures());
                if (outcome == Outcome.CANCELED || outcome == Outcome.KILLED) {
                    reasons.addAll(asked());
                }
                yield new Explanation("%s ended: %s".formatted(name(), reason), reasons);
            }
            case ExperimentState.Deleting _ ->
                    new Explanation(
                            name() + " is being deleted",
                            List.of(
                                    Reason.of(
                                            "removal",
                                            "what belongs to it is removed part by part, files of checkpoints first")));
            case ExperimentState.DeleteFailed(_, var reason) ->
                    new Explanation(
                            name() + " could not be deleted",
                            List.of(
                                    Reason.of("removal", reason),
                                    Reason.of(
                                            "remedy", "det experiment delete " + experiment.id())));
            case ExperimentState.Paused _ -> {
                var reasons = new ArrayList<>(asked());
                reasons.addAll(open());
                reasons.add(Reason.of("remedy", "det experiment activate " + experiment.id()));
                yield new Explanation(name() + " is paused", reasons);
            }
            case ExperimentState.Stopping _ -> {
                var reasons = new ArrayList<>(asked());
                reasons.addAll(open());
                yield new Explanation(
                        "%s ends when its last %s has stopped".formatted(name(), "trial"), reasons);
            }
            case ExperimentState.Active _ -> new Explanation(active(), activeReasons());
        };
    }

    private String active() {
        var runs = work.open().stream().filter(Known::runs).count();
        var open = work.open().size();
        if (experiment.unmanaged() && open == 0) {
            return name() + " has no trial yet; it is unmanaged, so whoever runs it makes them";
        }
        return open == 0
                ? name() + " has no trial open, and its search is about to go on"
                : "%s: %d of its %d open trials run".formatted(name(), runs, open);
    }

    private List<Reason> activeReasons() {
        var reasons = new ArrayList<>(open());
        var resting = work.open().stream().filter(known -> known.trial().resting()).count();
        if (resting > 0) {
            var compared =
                    work.open().stream()
                            .filter(known -> !known.trial().resting())
                            .map(known -> known.trial().id().toString())
                            .limit(SHOWN)
                            .collect(Collectors.joining(", "));
            reasons.add(
                    Reason.of(
                            "search",
                            "%d of its trials have trained as far as they may, and rest until the"
                                            .formatted(resting)
                                    + " search has seen the others"
                                    + (compared.isEmpty() ? "" : ": trials " + compared)));
        }
        reasons.addAll(failures());
        return reasons;
    }

    private List<Reason> asked() {
        return wish.map(found -> TrialWhy.asked(found, name())).stream().toList();
    }

    /** What its open trials do; those that wait first, as that is what people ask for. */
    private List<Reason> open() {
        var open =
                work.open().stream()
                        .sorted((one, other) -> Boolean.compare(one.runs(), other.runs()))
                        .toList();
        var reasons = new ArrayList<Reason>();
        for (var known : open.subList(0, Math.min(SHOWN, open.size()))) {
            reasons.add(first(known));
        }
        if (open.size() > SHOWN) {
            reasons.add(Reason.of("trial", "and %d more".formatted(open.size() - SHOWN)));
        }
        return reasons;
    }

    private static Reason first(Known known) {
        var summary = known.why().get().summary();
        return known.trial().state() instanceof TrialState.BackingOff(var until)
                ? Reason.until(until, "trial", summary)
                : known.allocation()
                        .filter(held -> held.state() instanceof AllocationState.Waiting)
                        .map(held -> Reason.since(held.createdAt(), "trial", summary))
                        .orElseGet(() -> Reason.of("trial", summary));
    }

    /** What its trials failed of, each class with a trial to look at. */
    private List<Reason> failures() {
        Map<FailureClass, Failed> byClass = new LinkedHashMap<>();
        for (var failed : work.failures()) {
            byClass.merge(FailureClass.of(failed.kind()), failed, Failed::and);
        }
        return byClass.entrySet().stream()
                .map(entry ->
                        Reason.of(
                                "failure",
                                "%d failed: %s; the last of them is trial %s (det why trial %s)"
                                        .formatted(
                                                entry.getValue().trials(),
                                                entry.getKey().words(),
                                                entry.getValue().latest(),
                                                entry.getValue().latest())))
                .toList();
    }

    private String name() {
        return "experiment " + experiment.id();
    }
}
