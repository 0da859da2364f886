package ai.resolute.cli.cluster;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.DataDirectory;
import ai.resolute.cli.session.DataDirectory.Running;
import ai.resolute.cli.session.ProcessTable;
import ai.resolute.cli.session.Surroundings;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** status: whether a master runs here, and how it is. Status 3 when none does. */
public final class Status implements Command {
    private final DataOption place = new DataOption();
    private final OutputOption output = new OutputOption();
    private final Surroundings around;

    public Status(Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(place.argument());
    }

    @Override
    public int run() {
        var data = place.directory(around);
        var running = data.running();
        if (output.isTable()) {
            around.out().print(running.map(one -> box(data, one)).orElseGet(() -> none(data)));
        } else {
            output.write(around, row(data, running));
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
                + " up"
                + place.told()
                + "\n";
    }
}
