package ai.resolute.cli.trial;

import ai.resolute.api.client.TrialView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.session.Sheet;
import ai.resolute.cli.watch.TrialTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** trial describe: how it stands, why, with what parameters and metrics. */
final class TrialDescription implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final Argument<Boolean> metrics =
            Argument.flag("--metrics", "with the metrics of every report");
    private final OutputOption output = new OutputOption();
    private final Session session;

    TrialDescription(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(id, metrics);
    }

    @Override
    public int run() {
        var trial = Trials.get(session.client(), id.value());
        if (output.isTable()) {
            show(trial);
        } else {
            output.write(session.around(), row(trial));
        }
        return 0;
    }

    private Row row(TrialView trial) {
        var row =
                TrialTable.row(trial, session.around().clock().instant())
                        .with("bestValidation", trial.bestValidation().fields())
                        .with("latestValidation", trial.latestValidation().fields())
                        .with("failureClass", trial.failureClass())
                        .with("next", trial.next())
                        .with("unmanaged", trial.unmanaged())
                        .with("lastHeard", trial.lastHeard())
                        .with("runnerHeard", trial.runnerHeard())
                        .with("lastReport", trial.lastReport())
                        .with("logPoliciesMatched", trial.logPoliciesMatched())
                        .with("environmentDifferences", trial.environmentDifferences());
        return metrics.value() ? row.with("reports", reports()) : row;
    }

    private List<Map<String, @Nullable Object>> reports() {
        var path = "/api/v1/trials/" + id.value() + "/workloads?limit=1000&offset=";
        var reports = new ArrayList<Map<String, @Nullable Object>>();
        while (true) {
            var page = session.client().get(path + reports.size());
            page.views("workloads").forEach(each -> reports.add(each.fields()));
            if (page.views("workloads").isEmpty()
                    || reports.size() >= page.view("pagination").whole("total")) {
                return reports;
            }
        }
    }

    private void show(TrialView trial) {
        var style = session.around().outStyle();
        var sheet = new Sheet(session.around());
        sheet.title("trial " + trial.id(), "experiment " + trial.experiment());
        sheet.line("state", style.state(trial.state(), trial.stoppedEarly()));
        trial.waitReason().ifPresent(reason -> sheet.line("waits", reason));
        if (trial.unmanaged()) {
            sheet.line("run by", "a process that the cluster did not start (unmanaged)");
        }
        trial.failure().ifPresent(reason -> sheet.line("failed", style.red(reason)));
        trial.failureClass().ifPresent(failed -> sheet.line("class", words(failed)));
        trial.next().ifPresent(next -> sheet.line("next", next));
        sheet.line("matched", String.join(", ", trial.logPoliciesMatched()));
        age(trial, trial.lastHeard()).ifPresent(age -> sheet.line("last heard", age));
        age(trial, trial.runnerHeard()).ifPresent(age -> sheet.line("its process", age));
        age(trial, trial.lastReport()).ifPresent(age -> sheet.line("last report", age));
        sheet.line("parameters", Wording.pairs(trial.hyperparameters().fields()));
        sheet.line("trained", batches(trial));
        trial.batchesPerSecond()
                .ifPresent(rate -> sheet.line("speed", Wording.number(rate) + " batches/s"));
        sheet.line("best", Wording.pairs(trial.bestValidation().fields()));
        sheet.line("latest", Wording.pairs(trial.latestValidation().fields()));
        sheet.line("restarts", Long.toString(trial.restarts()));
        sheet.time("started", trial.started());
        sheet.time("ended", trial.ended());
        sheet.line("task", trial.task());
        sheet.line("differs", String.join("\n", trial.environmentDifferences()));
        sheet.line("log", session.around().pasteable("det trial logs " + trial.id()));
        sheet.line("page", session.address("trials/" + trial.id()));
        sheet.print();
    }

    /** The class of a failure as det why calls it. */
    private static String words(String failureClass) {
        return switch (failureClass) {
            case "script" -> "error in the script";
            case "memory" -> "out of memory";
            case "preempted" -> "pre-empted";
            default -> failureClass.replace('_', ' ');
        };
    }

    /** How old what is shown here may be, while it runs. */
    private Optional<String> age(TrialView trial, Optional<Instant> heard) {
        var now = session.around().clock().instant();
        return heard.filter(_ -> trial.ended().isEmpty())
                .map(at -> Wording.duration(Duration.between(at, now)) + " ago");
    }

    private static String batches(TrialView trial) {
        return Wording.plural(trial.batches(), "batch").replace("batchs", "batches")
                + trial.length().map(all -> " of " + Wording.count(all)).orElse("")
                + trial.fraction().map(part -> " (" + Wording.percent(part) + ")").orElse("");
    }
}
