package ai.resolute.cli;

import ai.resolute.api.client.MasterClient;
import ai.resolute.api.client.TrialView;
import ai.resolute.cli.Menu.Entry;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.OutputOption;
import ai.resolute.cli.session.Session;
import ai.resolute.cli.watch.TrialTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The noun trial. */
final class Trials {
    static final Menu MENU =
            Menu.of(
                    Entry.of("list ls", OfExperiment::new),
                    Entry.of("describe", Describe::new),
                    Entry.of("logs", TrialLogs::new),
                    Entry.of("kill", Kill::new));

    private Trials() {}

    static TrialView get(MasterClient client, long id) {
        return new TrialView(client.get("/api/v1/trials/" + id).view("trial"));
    }

    static String percent(@Nullable Object fraction) {
        return fraction instanceof Double value ? Math.round(value * 100) + " %" : "";
    }

    @Command(description = "List the trials of an experiment.")
    static final class OfExperiment implements Callable<Integer> {
        @Parameters(paramLabel = "EXPERIMENT")
        private long id;

        @Mixin private final OutputOption output = new OutputOption();
        private final Session session;

        OfExperiment(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var around = session.around();
            var experiment = session.experiments().get(id);
            var table = new TrialTable(experiment, session.experiments().trials(id));
            output.write(
                    around,
                    table.listing(around.clock().instant(), around.outStyle()),
                    "Experiment " + id + " has no trials yet. Watch it: det experiment wait " + id);
            return 0;
        }
    }

    @Command(description = "Describe a trial: state, reasons, hyperparameters, metrics.")
    static final class Describe implements Callable<Integer> {
        @Parameters(paramLabel = "ID")
        private long id;

        @Option(names = "--metrics", description = "with the metrics of every report")
        private boolean metrics;

        @Mixin private final OutputOption output = new OutputOption();
        private final Session session;

        Describe(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var trial = get(session.client(), id);
            if (output.format() == Format.TABLE) {
                show(trial);
            } else {
                output.write(session.around(), new Listing(List.of(), List.of(row(trial))), "");
            }
            return 0;
        }

        private Row row(TrialView trial) {
            var row =
                    TrialTable.row(trial, session.around().clock().instant())
                            .with("bestValidation", trial.bestValidation().fields())
                            .with("latestValidation", trial.latestValidation().fields())
                            .with("environmentDifferences", trial.environmentDifferences());
            return metrics ? row.with("reports", reports()) : row;
        }

        private List<Map<String, @Nullable Object>> reports() {
            var path = "/api/v1/trials/" + id + "/workloads?limit=1000&offset=";
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
            trial.failure().ifPresent(reason -> sheet.line("failed", style.red(reason)));
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

        private static String batches(TrialView trial) {
            return Wording.plural(trial.batches(), "batch").replace("batchs", "batches")
                    + trial.length().map(all -> " of " + Wording.count(all)).orElse("")
                    + trial.fraction().map(part -> " (" + percent(part) + ")").orElse("");
        }
    }

    @Command(
            description =
                    "Stop trials at once, without a checkpoint. The search goes on with the others.")
    static final class Kill implements Callable<Integer> {
        @Parameters(paramLabel = "ID", arity = "1..*", split = ",")
        private List<Long> ids = new ArrayList<>();

        private final Session session;

        Kill(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            for (var id : ids) {
                session.client().post("/api/v1/trials/" + id + "/kill", Map.of());
                session.around().out().println("Killed trial " + id);
            }
            return 0;
        }
    }
}
