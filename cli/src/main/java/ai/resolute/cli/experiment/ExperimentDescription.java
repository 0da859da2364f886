package ai.resolute.cli.experiment;

import ai.resolute.api.client.ExperimentView;
import ai.resolute.api.client.TrialView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.session.Sheet;
import ai.resolute.cli.watch.TrialTable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** experiment describe: what it is, how it stands, why it waits or failed, and its trials. */
final class ExperimentDescription implements Command {
    private final Argument<List<Long>> ids =
            Argument.parameters("ID", "one or several experiments", Kind.ID);

    private final OutputOption output = new OutputOption();
    private final Session session;

    ExperimentDescription(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(ids);
    }

    @Override
    public int run() {
        var rows = new ArrayList<Row>();
        for (var id : ids.value()) {
            var experiment = session.experiments().get(id);
            var trials = session.experiments().trials(id);
            if (output.isTable()) {
                show(experiment, trials);
            } else {
                rows.add(row(experiment, trials));
            }
        }
        if (!output.isTable()) {
            output.write(session.around(), new Listing(List.of(), rows), "");
        }
        return 0;
    }

    private Row row(ExperimentView experiment, List<TrialView> trials) {
        return Experiments.summary(experiment, session.around().clock().instant())
                .with("plan", experiment.plan().fields())
                .with("environmentDifferences", differences(trials))
                .with(
                        "trialList",
                        trials.stream()
                                .map(trial ->
                                        TrialTable.row(trial, session.around().clock().instant())
                                                .values())
                                .toList())
                .with("config", experiment.config().fields());
    }

    private void show(ExperimentView experiment, List<TrialView> trials) {
        var around = session.around();
        var style = around.outStyle();
        var sheet = new Sheet(around);
        sheet.title("experiment " + experiment.id(), experiment.name());
        sheet.line(
                "state",
                style.state(experiment.state()) + (experiment.archived() ? " (archived)" : ""));
        experiment.waitReason().ifPresent(reason -> sheet.line("waits", reason));
        experiment.failure().ifPresent(reason -> sheet.line("failed", style.red(reason)));
        sheet.line("labels", String.join(", ", experiment.json().texts("labels")));
        sheet.line("about", experiment.json().text("description"));
        sheet.line("notes", experiment.json().text("notes"));
        experiment
                .json()
                .number("forkedFrom")
                .ifPresent(parent -> sheet.line("forked", "from experiment " + parent.longValue()));
        if (experiment.unmanaged()) {
            sheet.line("run by", Experiments.ELSEWHERE);
        }
        experiment
                .json()
                .findText("externalExperimentId")
                .ifPresent(name -> sheet.line("external id", name));
        sheet.line("search", search(experiment));
        sheet.line("plan", plan(experiment));
        experiment
                .best()
                .ifPresent(best ->
                        sheet.line(
                                "best",
                                experiment.metric()
                                        + " "
                                        + style.bold(Wording.number(best))
                                        + experiment
                                                .bestTrial()
                                                .map(trial -> " (trial " + trial + ")")
                                                .orElse("")));
        sheet.time("started", experiment.started());
        sheet.time("ended", experiment.ended());
        sheet.line("owner", experiment.owner());
        sheet.line("page", session.address("experiments/" + experiment.id()));
        var differences = differences(trials);
        if (!differences.isEmpty()) {
            sheet.line("differs", String.join("\n", differences));
        }
        sheet.print();
        around.out()
                .print(new TrialTable(experiment, trials).text(around, style, around.outWidth()));
    }

    private static String search(ExperimentView experiment) {
        var metric = experiment.metric();
        var aim = experiment.smallerIsBetter() ? ", smaller is better" : ", larger is better";
        return experiment.searcher() + (metric.isEmpty() ? "" : " on " + metric + aim);
    }

    private static String plan(ExperimentView experiment) {
        var plan = experiment.plan();
        if (!plan.has("trials")) {
            return "";
        }
        return Wording.plural(plan.whole("trials"), "trial")
                + (plan.has("concurrent")
                        ? ", at most " + plan.whole("concurrent") + " at once"
                        : "")
                + (plan.has("slots") ? ", on " + Wording.plural(plan.whole("slots"), "slot") : "");
    }

    /** What the trials' environments lack or have other than the submitting one. */
    private static List<String> differences(List<TrialView> trials) {
        var all = new LinkedHashSet<String>();
        trials.forEach(trial -> all.addAll(trial.environmentDifferences()));
        return List.copyOf(all);
    }
}
