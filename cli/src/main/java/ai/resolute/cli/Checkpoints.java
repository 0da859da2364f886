package ai.resolute.cli;

import ai.resolute.api.client.CheckpointView;
import ai.resolute.api.client.ExperimentView;
import ai.resolute.cli.Menu.Entry;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.OutputOption;
import ai.resolute.cli.session.Session;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The noun checkpoint. */
final class Checkpoints {
    static final Menu MENU =
            Menu.of(
                    Entry.of("list ls", OfExperiment::new),
                    Entry.of("describe", Describe::new),
                    Entry.of("download", Download::new));

    private Checkpoints() {}

    static CheckpointView get(Session session, String uuid) {
        var answer = session.client().get("/api/v1/checkpoints/" + uuid);
        return new CheckpointView(answer.view("checkpoint"));
    }

    static Row row(CheckpointView checkpoint) {
        return new Row()
                .with("uuid", checkpoint.uuid())
                .with("trial", checkpoint.trial())
                .with("experiment", checkpoint.experiment())
                .with("batches", checkpoint.batches())
                .with("state", checkpoint.state())
                .with("metric", checkpoint.metric())
                .with("bytes", checkpoint.bytes())
                .with("reported", checkpoint.reported());
    }

    @Command(description = "List the checkpoints of an experiment, best first.")
    static final class OfExperiment implements Callable<Integer> {
        @Parameters(paramLabel = "EXPERIMENT")
        private long id;

        @Option(names = "--best", paramLabel = "N", description = "only the best N")
        private int best = Integer.MAX_VALUE;

        @Mixin private final OutputOption output = new OutputOption();
        private final Session session;

        OfExperiment(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            if (best < 0) {
                throw Failure.usage(
                        "--best " + best + " is not a count.", "it must be 0 or more", "--best 3");
            }
            var experiment = session.experiments().get(id);
            var rows =
                    session.experiments().checkpoints(id, "").stream()
                            .sorted(order(experiment))
                            .limit(best)
                            .map(Checkpoints::row)
                            .toList();
            output.write(
                    session.around(),
                    new Listing(columns(experiment.metric()), rows),
                    "Experiment "
                            + id
                            + " has no checkpoints yet. Watch it: det experiment wait "
                            + id);
            return 0;
        }

        /** Those without a value come last. */
        private static Comparator<CheckpointView> order(ExperimentView experiment) {
            var sign = experiment.smallerIsBetter() ? 1 : -1;
            return Comparator.comparingDouble(checkpoint ->
                    checkpoint
                            .metric()
                            .filter(Double::isFinite)
                            .map(value -> sign * value)
                            .orElse(Double.MAX_VALUE));
        }

        private List<Column> columns(String metric) {
            var around = session.around();
            var now = around.clock().instant();
            return List.of(
                    Column.text("uuid", "UUID"),
                    Column.number("trial", "TRIAL"),
                    Column.number("batches", "BATCHES")
                            .shownAs(n -> n instanceof Long count ? Wording.count(count) : ""),
                    Column.number("metric", metric.isEmpty() ? "METRIC" : metric),
                    Column.number("bytes", "SIZE")
                            .shownAs(n -> n instanceof Long bytes ? Wording.bytes(bytes) : ""),
                    Column.text("state", "STATE"),
                    Column.text("reported", "WRITTEN")
                            .shownAs(at ->
                                    at == null
                                            ? ""
                                            : Wording.time(
                                                    Instant.parse(at.toString()),
                                                    around.clock().getZone(),
                                                    now)));
        }
    }

    @Command(description = "Describe a checkpoint: where it comes from, its metrics, its files.")
    static final class Describe implements Callable<Integer> {
        @Parameters(paramLabel = "UUID")
        private String uuid = "";

        @Mixin private final OutputOption output = new OutputOption();
        private final Session session;

        Describe(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var checkpoint = get(session, uuid);
            if (output.format() == Format.TABLE) {
                show(checkpoint);
                return 0;
            }
            var row =
                    row(checkpoint)
                            .with("validation", checkpoint.validation().fields())
                            .with("metadata", checkpoint.json().view("metadata").fields())
                            .with("files", checkpoint.files().fields());
            output.write(session.around(), new Listing(List.of(), List.of(row)), "");
            return 0;
        }

        private void show(CheckpointView checkpoint) {
            var sheet = new Sheet(session.around());
            sheet.title(
                    "checkpoint " + checkpoint.uuid(),
                    "trial " + checkpoint.trial() + " · experiment " + checkpoint.experiment());
            sheet.line("state", checkpoint.state());
            sheet.line("trained", Wording.count(checkpoint.batches()) + " batches");
            sheet.line("validation", Wording.pairs(checkpoint.validation().fields()));
            sheet.time("written", checkpoint.reported());
            sheet.line("metadata", Wording.pairs(checkpoint.json().view("metadata").fields()));
            sheet.line("size", Wording.bytes(checkpoint.bytes()));
            var files = checkpoint.files();
            files.fields().keySet().stream()
                    .filter(name -> !name.endsWith("/"))
                    .forEach(
                            name -> sheet.line("", name + "  " + Wording.bytes(files.whole(name))));
            sheet.line(
                    "take",
                    session.around().pasteable("det checkpoint download " + checkpoint.uuid()));
            sheet.print();
        }
    }

    @Command(description = "Download a checkpoint into a directory.")
    static final class Download implements Callable<Integer> {
        @Parameters(paramLabel = "UUID")
        private String uuid = "";

        @Option(
                names = {"-o", "--output-dir"},
                paramLabel = "DIR",
                description = "where to (default: checkpoints/UUID)")
        private Path directory = Path.of("");

        @Option(
                names = {"-q", "--quiet"},
                description = "print only the directory")
        private boolean quiet;

        private final Session session;

        Download(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var target = directory.toString().isEmpty() ? Path.of("checkpoints", uuid) : directory;
            var files = new CheckpointDownload(session.client(), uuid).into(target);
            if (!quiet) {
                session.around().say(Wording.plural(files, "file") + " of checkpoint " + uuid);
            }
            session.around().out().println(target);
            return 0;
        }
    }
}
