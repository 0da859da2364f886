package ai.resolute.master.why;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.AllocationState;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Outlook;
import ai.resolute.master.trial.Processes;
import ai.resolute.master.trial.TrialState;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.why.Explanation.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a trial is as it is: a function of what is known. */
record TrialWhy(TrialFacts facts, Line line, Instant now) {
    private static final String AGAIN =
            "start its script (again) with the same external ids: it goes on from its newest checkpoint";

    Explanation explain() {
        return switch (facts.trial().state()) {
            case TrialState.Ended(var ending, var at) -> ended(ending, at);
            case TrialState.Paused _ ->
                    facts.trial().unmanaged()
                            ? unbegun()
                            : facts.trial().resting() ? resting() : paused();
            case TrialState.Pausing _ -> stopping("pauses");
            case TrialState.Stopping(var ending, _) -> stopping("ends: " + ending.reason());
            case TrialState.Killing(var ending) -> stopping("ends: " + ending.reason());
            case TrialState.BackingOff(var until) -> backingOff(until);
            case TrialState.Remote(var heard) -> remote(heard);
            case TrialState.Running _ -> facts.allocation().map(this::active).orElseGet(this::due);
        };
    }

    private Explanation ended(Ending ending, Instant at) {
        var reasons = new ArrayList<Reason>();
        var errored = ending.outcome() == Ending.Outcome.ERRORED;
        reasons.add(Reason.since(at, "ended", "it ended (%s)".formatted(ending.kind())));
        if (errored) {
            facts.trial().attempts().lastFailure().ifPresent(last -> reasons.addAll(why(last)));
        }
        if (ending.outcome() == Ending.Outcome.CANCELED) {
            asker().ifPresent(reasons::add);
        }
        if (facts.trial().unmanaged()) {
            reasons.add(Reason.of("remedy", AGAIN));
        }
        var summary =
                errored
                        ? "%s failed: %s".formatted(name(), ending.reason())
                        : "%s %s".formatted(name(), words(ending));
        return new Explanation(summary, reasons);
    }

    private static String words(Ending ending) {
        return switch (ending.outcome()) {
            case CANCELED -> "was " + ending.reason();
            case COMPLETED, STOPPED_EARLY, INVALID_HYPERPARAMETERS, ERRORED -> ending.reason();
        };
    }

    /** What it failed of, where, and what follows. */
    private List<Reason> why(Failure failure) {
        var reasons = what(failure);
        Outlook.of(facts.trial(), now).ifPresent(next -> reasons.add(Reason.of("next", next)));
        return reasons;
    }

    private static List<Reason> what(Failure failure) {
        var reasons = new ArrayList<Reason>();
        reasons.add(
                Reason.of(
                        "failure",
                        "%s (%s): %s"
                                .formatted(
                                        failure.type().words(),
                                        failure.kind(),
                                        failure.message())));
        failure.place().ifPresent(place -> reasons.add(Reason.of("place", "at " + place)));
        return reasons;
    }

    private Optional<Reason> asker() {
        return facts.wanted()
                .ofTrial()
                .map(wish -> asked(wish, name()))
                .or(() -> facts.wanted().ofExperiment().map(wish -> asked(wish, "its experiment")));
    }

    static Reason asked(Wish wish, String what) {
        return Reason.since(
                wish.at(), "asked", "%s asked: %s %s".formatted(wish.by(), wish.verb(), what));
    }

    private Explanation unbegun() {
        return new Explanation(
                name()
                        + " waits for a process to begin: it is unmanaged, so the cluster starts none",
                List.of(Reason.of("remedy", AGAIN)));
    }

    private Explanation remote(Instant heard) {
        var reasons = new ArrayList<Reason>();
        reasons.add(Reason.since(heard, "heard", "its process was last heard"));
        reasons.add(
                Reason.until(
                        heard.plus(Processes.LEASE),
                        "lease",
                        "it counts as lost if nothing is heard of it by then"));
        facts.trial().attempts().lastFailure().ifPresent(last -> reasons.addAll(why(last)));
        return new Explanation(
                "%s runs in a process that the cluster did not start (it is unmanaged)%s"
                        .formatted(name(), facts.activity().map(does -> ": " + does).orElse("")),
                reasons);
    }

    private Explanation resting() {
        var goal = facts.trial().goal().orElseThrow();
        return new Explanation(
                "%s has trained to %d %s, and rests until the search lets it train further"
                        .formatted(name(), goal.length().count(), goal.length().unit().word()),
                List.of(
                        Reason.of(
                                "search",
                                "the search compares it with trials that have not come so far: det"
                                        + " why "
                                        + experiment())));
    }

    private Explanation paused() {
        if (!(facts.experiment().state() instanceof ExperimentState.Paused)) {
            return due();
        }
        var reasons = new ArrayList<Reason>();
        facts.wanted()
                .ofExperiment()
                .map(wish -> asked(wish, "experiment " + experiment()))
                .ifPresent(reasons::add);
        facts.trial().attempts().lastFailure().ifPresent(last -> reasons.addAll(why(last)));
        reasons.add(Reason.of("remedy", "det experiment activate " + experiment()));
        return new Explanation(name() + " waits, as its experiment is paused", reasons);
    }

    private Explanation due() {
        return new Explanation(name() + " is about to ask for slots", List.of());
    }

    private Explanation backingOff(Instant until) {
        var reasons = new ArrayList<Reason>();
        reasons.add(Reason.until(until, "back_off", Outlook.of(facts.trial(), now).orElse("")));
        facts.trial().attempts().lastFailure().ifPresent(last -> reasons.addAll(what(last)));
        return new Explanation(
                "%s waits before its next run, as the last one failed".formatted(name()), reasons);
    }

    private Explanation stopping(String what) {
        var reasons = new ArrayList<Reason>();
        asker().ifPresent(reasons::add);
        facts.allocation().ifPresent(held -> reasons.addAll(worker(held)));
        return new Explanation("%s %s".formatted(name(), what), reasons);
    }

    private Explanation active(Allocation allocation) {
        var reasons = new ArrayList<Reason>();
        if (allocation.state() instanceof AllocationState.Waiting) {
            reasons.addAll(line.behind(allocation));
            facts.trial().attempts().lastFailure().ifPresent(last -> reasons.addAll(why(last)));
            return new Explanation(
                    "%s waits for slots: %s"
                            .formatted(name(), facts.waits().orElse("it is about to be looked at")),
                    reasons);
        }
        reasons.addAll(worker(allocation));
        facts.trial().attempts().lastFailure().ifPresent(last -> reasons.addAll(why(last)));
        return new Explanation(name() + " " + doing(allocation), reasons);
    }

    private String doing(Allocation allocation) {
        return switch (allocation.state()) {
            case AllocationState.Starting _ -> "is being started";
            case AllocationState.Preempting _ -> "is asked to checkpoint and to leave its slots";
            case AllocationState.Killing _ -> "is being killed";
            case AllocationState.Waiting _, AllocationState.Running _, AllocationState.Ended _ ->
                    (allocation.state().marks().waiting()
                                    ? "runs, and waits for its input"
                                    : "runs")
                            + facts.activity().map(does -> ": " + does).orElse("");
        };
    }

    private List<Reason> worker(Allocation held) {
        var reasons = new ArrayList<Reason>();
        if (held.holds()) {
            reasons.add(
                    Reason.since(
                            held.startedAt().orElse(held.createdAt()),
                            "holder",
                            "it holds " + Line.words(held.state().slots())));
            reasons.addAll(heard());
        }
        held.state()
                .marks()
                .address()
                .ifPresent(at -> reasons.add(Reason.of("address", "it serves at " + at)));
        if (held.state() instanceof AllocationState.Preempting(_, var deadline, _)) {
            reasons.add(
                    Reason.until(
                            deadline, "deadline", "it is killed if it has not stopped by then"));
        }
        held.state().slots().stream()
                .filter(line.slots()::stops)
                .findFirst()
                .flatMap(line.slots()::why)
                .ifPresent(off ->
                        reasons.add(
                                Reason.since(
                                        off.since(),
                                        "disabled",
                                        "%s disabled its slot".formatted(off.by()))));
        return reasons;
    }

    /** How old what is said of it is, of the worker and of the training process in it. */
    private List<Reason> heard() {
        var reasons = new ArrayList<Reason>();
        facts.heard()
                .ifPresent(
                        at -> reasons.add(Reason.since(at, "heard", "its worker was last heard")));
        facts.signs()
                .runner()
                .ifPresent(at ->
                        reasons.add(
                                Reason.since(at, "runner", "its training process last answered")));
        facts.signs()
                .report()
                .ifPresent(at -> reasons.add(Reason.since(at, "report", "it last reported")));
        return reasons;
    }

    private String name() {
        return "trial " + facts.trial().id();
    }

    private String experiment() {
        return facts.experiment().id().toString();
    }
}
