package ai.resolute.cli.watch;

import ai.resolute.api.client.ExperimentView;
import ai.resolute.api.client.RunState;
import ai.resolute.api.client.TrialView;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Style;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The trials of an experiment as a table: what was tried, how it went, the best marked. */
public record TrialTable(ExperimentView experiment, List<TrialView> trials) {
    private static final int MOST_COLUMNS = 5;

    public String text(Surroundings around, Style style, int width) {
        return listing(around.clock().instant(), style).in(Format.TABLE, style, width);
    }

    public Listing listing(Instant now, Style style) {
        var rows = trials.stream().map(trial -> row(trial, now)).toList();
        return new Listing(columns(style), rows);
    }

    /**
     * All that programs may want of a trial; varied hyperparameters are columns of their own in a
     * table.
     */
    public static Row row(TrialView trial, Instant now) {
        var row =
                new Row()
                        .with("id", trial.id())
                        .with("experiment", trial.experiment())
                        .with("state", trial.stoppedEarly() ? "STOPPED_EARLY" : trial.state())
                        .with("hyperparameters", trial.hyperparameters().fields())
                        .with("best", trial.best())
                        .with("batches", trial.batches())
                        .with("length", trial.length())
                        .with("restarts", trial.restarts())
                        .with("started", trial.started())
                        .with("ended", trial.ended())
                        .with("seconds", took(trial, now).toSeconds())
                        .with("waitReason", trial.waitReason())
                        .with("failure", trial.failure());
        row.with("note", trial.failure().or(trial::waitReason));
        return row;
    }

    static Duration took(TrialView trial, Instant now) {
        return trial.started()
                .map(from -> Duration.between(from, trial.ended().orElse(now)))
                .orElse(Duration.ZERO);
    }

    private List<Column> columns(Style style) {
        var best = experiment.bestTrial().orElse(-1L);
        var columns = new ArrayList<Column>();
        columns.add(
                Column.number("id", "TRIAL")
                        .shownAs(id ->
                                Objects.equals(id, best)
                                        ? style.green("★ " + id)
                                        : Wording.value(id)));
        columns.add(Column.text("state", "STATE").shownAs(state -> state(style, state)).whole());
        varied().forEach(name -> columns.add(hyperparameter(name)));
        columns.add(
                Column.number(
                        "best", experiment.metric().isEmpty() ? "METRIC" : experiment.metric()));
        columns.add(
                Column.number("batches", "BATCHES")
                        .shownAs(count -> count instanceof Long n ? Wording.count(n) : ""));
        if (trials.stream().anyMatch(trial -> trial.restarts() > 0)) {
            columns.add(Column.number("restarts", "RESTARTS"));
        }
        columns.add(
                Column.number("seconds", "TOOK")
                        .shownAs(s ->
                                s instanceof Long seconds && seconds > 0
                                        ? Wording.duration(Duration.ofSeconds(seconds))
                                        : ""));
        if (trials.stream()
                .anyMatch(trial -> trial.failure().isPresent() || trial.waitReason().isPresent())) {
            columns.add(Column.text("note", "WHY"));
        }
        return columns;
    }

    private static Column hyperparameter(String name) {
        return Column.number("hyperparameters", name)
                .shownAs(all -> all instanceof Map<?, ?> map ? Wording.value(map.get(name)) : "")
                .spare();
    }

    private static String state(Style style, @Nullable Object state) {
        var word = Wording.value(state);
        return word.equals("STOPPED_EARLY")
                ? style.state(RunState.COMPLETED, true)
                : style.state(RunState.of(word));
    }

    /** Names of hyperparameters in which the trials differ; all of a lone trial. */
    private Set<String> varied() {
        var names = new LinkedHashSet<String>();
        for (var trial : trials) {
            trial.hyperparameters()
                    .fields()
                    .forEach((name, value) -> {
                        if (trials.size() == 1 || differs(name, value)) {
                            names.add(name);
                        }
                    });
        }
        return names.stream()
                .limit(MOST_COLUMNS)
                .collect(java.util.stream.Collectors.toCollection(LinkedHashSet::new));
    }

    private boolean differs(String name, @Nullable Object value) {
        return trials.stream()
                .anyMatch(other ->
                        !Objects.equals(value, other.hyperparameters().fields().get(name)));
    }
}
