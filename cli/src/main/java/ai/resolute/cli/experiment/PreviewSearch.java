package ai.resolute.cli.experiment;

import ai.resolute.api.client.JsonView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.context.ExperimentFile;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** preview-search: how many trials a configuration would train, and how far: a row a rung. */
public final class PreviewSearch implements Command {
    private final Argument<Path> file =
            Argument.parameter("CONFIG", "YAML or JSON", Kind.PATH, Path.of(""));
    private final Argument<List<String>> overrides = ExperimentCreate.overrides();
    private final Argument<Optional<Double>> seconds =
            Argument.option(
                    "--seconds",
                    "S",
                    "what a unit of length takes; gives hours and slot-hours",
                    Kind.NUMBER);
    private final Argument<Optional<Integer>> slots =
            Argument.option(
                    "--slots", "N", "with so many slots (default: the cluster's)", Kind.COUNT);
    private final OutputOption output = new OutputOption();
    private final Session session;

    public PreviewSearch(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(file, overrides, seconds, slots);
    }

    @Override
    public int run() {
        var request = new LinkedHashMap<String, Object>();
        request.put("config", ExperimentFile.read(file.value()).with(overrides.value()).tree());
        seconds.value().ifPresent(value -> request.put("secondsPerUnit", value));
        slots.value().ifPresent(value -> request.put("slots", value));
        var summary = session.client().post("/api/v1/preview-hp-search", request).view("summary");
        output.write(
                session.around(),
                new Listing(columns(), rows(summary)),
                "This search trains nothing.");
        if (output.isTable()) {
            session.around().say(words(summary));
        }
        return 0;
    }

    private static List<Column> columns() {
        return List.of(
                Column.number("bracket", "BRACKET"),
                Column.number("trials", "TRIALS"),
                Column.number("length", "TRAINED TO"),
                Column.text("unit", "UNIT"),
                Column.number("ending", "END THERE"));
    }

    private static List<Row> rows(JsonView summary) {
        var rows = new ArrayList<Row>();
        var number = 0;
        for (var bracket : summary.views("brackets")) {
            number++;
            var rungs = bracket.views("rungs");
            for (int i = 0; i < rungs.size(); i++) {
                var next = i + 1 < rungs.size() ? rungs.get(i + 1).whole("count") : 0;
                rows.add(row(number, rungs.get(i), next));
            }
        }
        return rows;
    }

    /** So many come to a rung, and so many of them to the next. */
    private static Row row(int bracket, JsonView rung, long next) {
        var unit = rung.view("unit");
        var whole = unit.flag("maxLength");
        return new Row()
                .with("bracket", bracket)
                .with("trials", rung.whole("count"))
                .with("length", whole ? Optional.empty() : Optional.of(unit.whole("value")))
                .with("unit", whole ? "their end" : unit.text("name"))
                .with("ending", rung.whole("count") - next);
    }

    private String words(JsonView summary) {
        var trials = summary.views("trials").stream().mapToLong(each -> each.whole("count")).sum();
        var brackets = summary.views("brackets").size();
        var text =
                "%s, at most %d at once%s"
                        .formatted(
                                Wording.plural(trials, "trial"),
                                summary.whole("concurrent"),
                                brackets > 1 ? ", in " + brackets + " brackets" : "");
        return summary.has("cost") ? text + cost(summary.view("cost")) : text + noCost();
    }

    private String noCost() {
        return seconds.value().isEmpty()
                ? ""
                : "; no hours follow, as the configuration does not say how long a trial trains";
    }

    private static String cost(JsonView cost) {
        return String.format(
                Locale.ROOT,
                "; at least %.3g hours, %.3g slot-hours",
                cost.number("hours").orElse(0.0),
                cost.number("slotHours").orElse(0.0));
    }
}
