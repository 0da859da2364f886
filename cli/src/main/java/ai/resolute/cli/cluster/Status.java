package ai.resolute.cli.cluster;

import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.DataDirectory;
import ai.resolute.cli.session.DataDirectory.Running;
import ai.resolute.cli.session.OutputOption;
import ai.resolute.cli.session.ProcessTable;
import ai.resolute.cli.session.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** status: whether a master runs here, and how it is. Status 3 when none does. */
@Command(description = "Say whether a master runs here. Exit status 0 when it does, 3 when not.")
public final class Status implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "its data directory (default: $XDG_DATA_HOME/resolute)")
    private Optional<Path> directory = Optional.empty();

    @Mixin private final OutputOption output = new OutputOption();
    private final Surroundings around;

    public Status(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        var data = Up.data(around, directory);
        var running = data.running();
        if (output.format() == Format.TABLE) {
            around.out().print(running.map(one -> box(data, one)).orElseGet(() -> none(data)));
        } else {
            output.write(around, new Listing(List.of(), List.of(row(data, running))), "");
        }
        return running.isPresent() ? 0 : Failure.Status.NOT_REACHABLE.code();
    }

    private Row row(DataDirectory data, Optional<Running> running) {
        return new Row()
                .with("running", running.isPresent())
                .with("address", running.map(Running::url))
                .with("pid", running.map(Running::pid))
                .with("version", running.map(Running::version))
                .with(
                        "residentBytes",
                        running.flatMap(one -> ProcessTable.residentBytes(one.pid())))
                .with("trials", new Workers(data).alive())
                .with("data", data.path().toString())
                .with("log", data.log().toString());
    }

    private String box(DataDirectory data, Running running) {
        var box = new Box(around.outStyle());
        box.title("Resolute is up");
        box.line("address", running.url());
        box.line("trials", new Workers(data).alive() + " running");
        var memory = ProcessTable.residentBytes(running.pid()).map(Wording::bytes).orElse("?");
        box.line(
                "master",
                "process "
                        + running.pid()
                        + " · "
                        + memory
                        + (running.version().isEmpty() ? "" : " · version " + running.version()));
        box.line("data", data.path().toString());
        box.line("log", data.log().toString());
        return box.text();
    }

    private String none(DataDirectory data) {
        var left = new Workers(data).alive();
        var killed = Files.exists(data.path().resolve("master.json"));
        return "No master runs in "
                + data.path()
                + ".\n"
                + (left > 0
                        ? Wording.plural(left, "trial")
                                + " go on without it, and are taken up by the next "
                                + around.name()
                                + " up.\n"
                        : "")
                + (killed
                        ? "The last one ended without being asked; its log: " + data.log() + "\n"
                        : "")
                + "Start one: "
                + around.name()
                + " up\n";
    }
}
