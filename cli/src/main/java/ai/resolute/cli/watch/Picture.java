package ai.resolute.cli.watch;

import ai.resolute.api.client.RunState;
import ai.resolute.api.client.TrialView;
import ai.resolute.cli.output.Style;
import ai.resolute.cli.output.Wording;
import java.util.ArrayList;
import java.util.List;

/** A sighting in words and bars. */
record Picture(Sighting seen, Style style, int width) {
    private static final int WIDE = 110;
    private static final int LABEL = 8;
    private static final int MOST_TRIALS = 4;

    /** "experiment 1 · name · random: 6 trials, at most 2 at once". */
    String heading() {
        var experiment = seen.experiment();
        var plan = experiment.plan();
        var trials =
                experiment
                        .plannedTrials()
                        .map(count -> ": " + Wording.plural(count, "trial"))
                        .orElse("");
        var once = plan.has("concurrent") ? ", ≤ " + plan.whole("concurrent") + " at once" : "";
        var slots = plan.has("slots") ? " on " + Wording.plural(plan.whole("slots"), "slot") : "";
        return style.accent("▸ ")
                + style.bold("experiment " + experiment.id())
                + (experiment.name().isEmpty() ? "" : " · " + experiment.name())
                + " · "
                + experiment.searcher()
                + trials
                + once
                + slots;
    }

    /** The region: a line for the search, one for each active trial, one for a reason to wait. */
    List<String> region() {
        var lines = new ArrayList<String>();
        var search =
                "  " + label("trials") + bar(seen.fraction()) + " " + String.join("   ", parts());
        var times = "   " + style.dim(times());
        if (Style.width(search + times) < width) {
            lines.add(search + times);
        } else {
            lines.add(search);
            lines.add(" ".repeat(LABEL - 1) + times);
        }
        var active = seen.active();
        active.stream().limit(MOST_TRIALS).map(this::trial).forEach(lines::add);
        if (active.size() > MOST_TRIALS) {
            lines.add(style.dim("  … and " + (active.size() - MOST_TRIALS) + " more"));
        }
        reason().ifPresent(reason -> lines.add(style.dim("  " + reason)));
        return lines;
    }

    /** The same in one line for a file. */
    String line() {
        var parts = new ArrayList<>(parts());
        parts.set(0, "trials " + parts.getFirst());
        parts.add(times());
        reason().ifPresent(parts::add);
        return "  " + String.join(" · ", parts);
    }

    private List<String> parts() {
        var parts = new ArrayList<String>();
        parts.add(seen.done() + "/" + (seen.planned() == 0 ? "?" : seen.planned()));
        seen.bestValue()
                .ifPresent(value ->
                        parts.add(
                                "best "
                                        + seen.experiment().metric()
                                        + " "
                                        + style.bold(Wording.number(value))
                                        + seen.best()
                                                .map(trial -> " (trial " + trial.id() + ")")
                                                .orElse("")));
        if (seen.stoppedEarly() > 0) {
            parts.add(seen.stoppedEarly() + " stopped early");
        }
        if (seen.failed() > 0) {
            parts.add(style.red(seen.failed() + " failed"));
        }
        return parts;
    }

    private String times() {
        var left = seen.left().map(time -> " · ~" + Wording.clock(time) + " left").orElse("");
        return Wording.clock(seen.elapsed()) + left;
    }

    private java.util.Optional<String> reason() {
        var experiment = seen.experiment();
        if (experiment.state() == RunState.PAUSED) {
            return java.util.Optional.of(
                    "paused: det experiment activate " + experiment.id() + " goes on");
        }
        if (!seen.active().isEmpty()) {
            return java.util.Optional.empty();
        }
        return experiment
                .waitReason()
                .or(() ->
                        seen.trials().stream()
                                .flatMap(trial -> trial.waitReason().stream())
                                .findFirst())
                .map(reason -> "waits: " + reason);
    }

    private String trial(TrialView trial) {
        var text = new StringBuilder("  ");
        text.append(style.dim(label("trial " + trial.id())));
        text.append(trial.fraction().map(this::bar).orElse(style.dim("░".repeat(bar()))));
        text.append(' ').append(trial.fraction().map(Picture::percent).orElse("     "));
        text.append("  ").append(doing(trial));
        text.append(batches(trial));
        text.append("  ").append(style.dim(Wording.pairs(trial.hyperparameters().fields())));
        return text.toString();
    }

    private static String doing(TrialView trial) {
        var word =
                trial.doing().isEmpty() || trial.doing().equals("unspecified")
                        ? trial.state().toString().toLowerCase(java.util.Locale.ROOT)
                        : trial.doing();
        return (word + "             ").substring(0, Math.max(word.length(), 13));
    }

    private static String batches(TrialView trial) {
        var of = trial.length().map(all -> "/" + Wording.count(all)).orElse("");
        var rate =
                trial.batchesPerSecond()
                        .map(each -> "  " + Wording.count(Math.round(each)) + " batch/s")
                        .orElse("");
        return " batch " + Wording.count(trial.batches()) + of + rate;
    }

    private int bar() {
        return width >= WIDE ? 20 : 10;
    }

    private static String label(String text) {
        return text + " ".repeat(Math.max(1, LABEL - text.length()));
    }

    private String bar(double fraction) {
        var full = (int) Math.round(fraction * bar());
        return style.accent("█".repeat(full)) + style.dim("░".repeat(bar() - full));
    }

    private static String percent(double fraction) {
        var text = Math.round(fraction * 100) + " %";
        return " ".repeat(Math.max(0, 5 - text.length())) + text;
    }
}
