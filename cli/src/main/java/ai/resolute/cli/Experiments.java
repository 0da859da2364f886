package ai.resolute.cli;

import ai.resolute.api.client.ExperimentView;
import ai.resolute.cli.Menu.Entry;
import ai.resolute.cli.output.Column;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Pretty;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.OutputOption;
import ai.resolute.cli.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The noun experiment: list, its configuration and context, and what changes its state. */
final class Experiments {
    static final Menu MENU =
            Menu.of(
                    Entry.of("list ls", List_::new),
                    Entry.of("describe", ExperimentDescription::new),
                    Entry.of("create", ExperimentCreate::new),
                    Entry.of("wait", ExperimentWait::new),
                    Entry.of("logs", TrialLogs.OfExperiment::new),
                    Entry.of("pause", session -> new Change(session, "pause", "Paused")),
                    Entry.of("activate", session -> new Change(session, "activate", "Activated")),
                    Entry.of("cancel", session -> new Change(session, "cancel", "Canceled")),
                    Entry.of("kill", session -> new Change(session, "kill", "Killed")),
                    Entry.of("archive", session -> new Change(session, "archive", "Archived")),
                    Entry.of(
                            "unarchive", session -> new Change(session, "unarchive", "Unarchived")),
                    Entry.of("list-trials lt", Trials.OfExperiment::new),
                    Entry.of("list-checkpoints lc", Checkpoints.OfExperiment::new),
                    Entry.of("config", Config::new),
                    Entry.of("download-model-def", DownloadModelDef::new));

    private Experiments() {}

    @Command(description = "List your experiments, newest first.")
    static final class List_ implements Callable<Integer> {
        @Option(
                names = {"-a", "--all"},
                description = "everybody's, archived ones too")
        private boolean all;

        @Option(names = "--limit", paramLabel = "N", description = "at most so many (default: 200)")
        private int limit = 200;

        @Mixin private final OutputOption output = new OutputOption();
        private final Session session;

        List_(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var me = all ? "" : "&archived=false";
            var found = session.experiments().list(me, limit);
            output.write(
                    session.around(),
                    new Listing(columns(), found.stream().map(this::row).toList()),
                    "No experiments yet. Start one: python train.py (a script with init()), or det experiment create CONFIG DIRECTORY.");
            return 0;
        }

        private List<Column> columns() {
            var around = session.around();
            var style = around.outStyle();
            var now = around.clock().instant();
            return List.of(
                    Column.number("id", "ID"),
                    Column.text("name", "NAME"),
                    Column.text("state", "STATE")
                            .shownAs(value ->
                                    style.state(
                                            ai.resolute.api.client.RunState.of(
                                                    Wording.value(value)))),
                    Column.number("progress", "DONE").shownAs(Trials::percent),
                    Column.number("trials", "TRIALS"),
                    Column.text("searcher", "SEARCHER"),
                    Column.number("best", "BEST"),
                    Column.text("metric", "METRIC"),
                    Column.text("started", "STARTED")
                            .shownAs(value ->
                                    value == null
                                            ? ""
                                            : Wording.time(
                                                    Instant.parse(value.toString()),
                                                    around.clock().getZone(),
                                                    now)),
                    Column.number("seconds", "TOOK")
                            .shownAs(value ->
                                    value instanceof Long seconds
                                            ? Wording.duration(Duration.ofSeconds(seconds))
                                            : ""),
                    Column.text("owner", "OWNER"));
        }

        private Row row(ExperimentView experiment) {
            return summary(experiment, session.around().clock().instant());
        }
    }

    /** What lists and descriptions say alike. */
    static Row summary(ExperimentView experiment, Instant now) {
        return new Row()
                .with("id", experiment.id())
                .with("name", experiment.name())
                .with("state", experiment.state())
                .with(
                        "progress",
                        experiment.state().isTerminal() && experiment.progress() == 0
                                ? 1.0
                                : experiment.progress())
                .with("trials", experiment.trials())
                .with("searcher", experiment.searcher())
                .with("metric", experiment.metric())
                .with("best", experiment.best())
                .with("bestTrial", experiment.bestTrial())
                .with("started", experiment.started())
                .with("ended", experiment.ended())
                .with(
                        "seconds",
                        experiment
                                .started()
                                .map(from ->
                                        Duration.between(from, experiment.ended().orElse(now))
                                                .toSeconds()))
                .with("owner", experiment.owner())
                .with("archived", experiment.archived())
                .with("waitReason", experiment.waitReason())
                .with("failure", experiment.failure());
    }

    @Command(description = "Change the state of experiments.")
    static final class Change implements Callable<Integer> {
        @Parameters(
                paramLabel = "ID",
                arity = "1..*",
                split = ",",
                description = "one or several experiments")
        private List<Long> ids = new ArrayList<>();

        private final Session session;
        private final String verb;
        private final String done;

        Change(Session session, String verb, String done) {
            this.session = session;
            this.verb = verb;
            this.done = done;
        }

        @Override
        public Integer call() {
            for (var id : ids) {
                session.experiments().change(id, verb);
                session.around().out().println(done + " experiment " + id);
            }
            return 0;
        }
    }

    @Command(description = "Print the configuration of an experiment with all defaults, as YAML.")
    static final class Config implements Callable<Integer> {
        @Parameters(paramLabel = "ID")
        private long id;

        private final Session session;

        Config(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var config = session.experiments().get(id).config();
            session.around().out().print(Pretty.yaml(config.fields()));
            return 0;
        }
    }

    @Command(description = "Save the context directory of an experiment as it was submitted.")
    static final class DownloadModelDef implements Callable<Integer> {
        @Parameters(paramLabel = "ID")
        private long id;

        @Option(
                names = "--output-dir",
                paramLabel = "DIR",
                description = "where to (default: here)")
        private Path directory = Path.of(".");

        private final Session session;

        DownloadModelDef(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var name =
                    session.experiments()
                            .get(id)
                            .name()
                            .replaceAll("[^A-Za-z0-9_ -]", "")
                            .replace(' ', '_');
            var cut = name.substring(0, Math.min(50, name.length()));
            var file = directory.resolve("exp" + id + "_" + cut + "_model_def.tar.gz");
            try {
                Files.createDirectories(directory);
                Files.write(file, session.experiments().context(id));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            session.around().out().println(file);
            return 0;
        }
    }
}
