package ai.resolute.cli.experiment;

import ai.resolute.api.client.ExperimentView;
import ai.resolute.api.client.RunState;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** experiment list: yours, or everybody's, newest first. */
final class ListExperiments implements Command {
    private final Argument<Boolean> all =
            Argument.flag("-a --all", "everybody's, archived ones too");
    private final Argument<Integer> limit =
            Argument.option("--limit", "N", "at most so many (default: 200)", Kind.COUNT, 200);

    private final OutputOption output = new OutputOption();
    private final Session session;

    ListExperiments(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(all, limit);
    }

    @Override
    public int run() {
        var found = session.experiments().list(all.value() ? "" : mine(), limit.value());
        output.write(
                session.around(),
                new Listing(columns(), found.stream().map(this::row).toList()),
                found.isEmpty() ? none() : "");
        return 0;
    }

    private String mine() {
        var me = session.me().text("username");
        return "&archived=false&users=" + URLEncoder.encode(me, StandardCharsets.UTF_8);
    }

    private String none() {
        return all.value() || session.experiments().list("", 1).isEmpty()
                ? "No experiments yet. Start one: python train.py (a script with init()), or det experiment create CONFIG DIRECTORY."
                : "No experiments of yours but archived ones, if any. See everybody's, archived ones too: det experiment list -a.";
    }

    private List<Column> columns() {
        var around = session.around();
        var style = around.outStyle();
        return List.of(
                Column.number("id", "ID"),
                Column.text("name", "NAME"),
                Column.text("state", "STATE")
                        .shownAs(value -> style.state(RunState.of(Wording.value(value))))
                        .whole(),
                Column.number("progress", "DONE").shownAs(Wording::percent),
                Column.number("trials", "TRIALS"),
                Column.text("searcher", "SEARCHER"),
                Column.number("best", "BEST"),
                Column.text("metric", "METRIC").spare(),
                Column.time("started", "STARTED", around.clock()),
                Column.duration("seconds", "TOOK"),
                Column.text("owner", "OWNER").spare());
    }

    private Row row(ExperimentView experiment) {
        return Experiments.summary(experiment, session.around().clock().instant());
    }
}
