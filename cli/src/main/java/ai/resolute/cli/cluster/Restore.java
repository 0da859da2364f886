package ai.resolute.cli.cluster;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.DataDirectory;
import ai.resolute.cli.session.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** restore: puts a backup in the place of what a stopped cluster has, which is kept. */
public final class Restore implements Command {
    private final Argument<Path> file =
            Argument.parameter("FILE", "what det backup made", Kind.PATH, Path.of(""));
    private final Argument<Boolean> yes =
            Argument.flag("--yes", "even if there is a cluster already; what it has is kept");
    private final DataOption place = new DataOption();
    private final ConfigOption config = new ConfigOption();
    private final Surroundings around;

    public Restore(Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(file, yes, place.argument(), config.argument());
    }

    @Override
    public int run() {
        var data = place.directory(around);
        requireStopped(data);
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--data",
                                data.path().toString(),
                                "--file",
                                file.value().toAbsolutePath().toString(),
                                "--replace",
                                yes.value() ? "yes" : "no"));
        arguments.addAll(config.passedOn());
        var told =
                new MasterTask(around.root(), "restore")
                        .run("Cannot restore into " + data.path() + ".", arguments);
        around.out()
                .println(
                        "Restored %s and %s of %s into %s"
                                .formatted(
                                        Wording.plural(told.whole("experiments"), "experiment"),
                                        Wording.plural(told.whole("trials"), "trial"),
                                        told.text("taken"),
                                        data.path()));
        told.findText("kept").ifPresent(kept -> around.say("What was there is kept in " + kept));
        around.say(
                "Trials that ran then go on from their newest checkpoints with the next det up"
                        + place.told()
                        + ".\nPasswords are those of the time of the backup.");
        return 0;
    }

    private void requireStopped(DataDirectory data) {
        var stop = "det down" + place.told();
        data.running()
                .ifPresent(running -> {
                    throw new Failure(
                            Failure.Status.RUN_FAILED,
                            "Cannot restore into " + data.path() + ".",
                            "a master runs there, process " + running.pid(),
                            stop,
                            "det status" + place.told());
                });
        var alive = new Workers(data).alive();
        if (alive > 0) {
            throw new Failure(
                    Failure.Status.RUN_FAILED,
                    "Cannot restore into " + data.path() + ".",
                    Wording.plural(alive, "trial") + " still run there without a master",
                    "det up" + place.told() + ", then " + stop + ", which lets them end",
                    data.path().resolve("run").toString());
        }
    }
}
