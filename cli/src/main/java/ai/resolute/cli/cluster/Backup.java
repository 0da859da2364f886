package ai.resolute.cli.cluster;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** backup: everything that the database of a cluster holds, in one file; the master may go on. */
public final class Backup implements Command {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'resolute-'uuuuMMdd-HHmmss'.backup'")
                    .withZone(ZoneOffset.UTC);

    private final Argument<Optional<Path>> file =
            Argument.perhaps(
                    "FILE",
                    "where to (default: resolute-TIME.backup in this directory)",
                    Kind.PATH);
    private final DataOption place = new DataOption();
    private final ConfigOption config = new ConfigOption();
    private final OutputOption output = new OutputOption();
    private final Surroundings around;

    public Backup(Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(file, place.argument(), config.argument());
    }

    @Override
    public int run() {
        var data = place.directory(around);
        var target =
                file.value()
                        .orElseGet(() -> Path.of(NAME.format(around.clock().instant())))
                        .toAbsolutePath()
                        .normalize();
        var parent = target.resolveSibling("");
        if (!Files.isDirectory(parent)) {
            throw Failure.usage(
                    "Cannot back up to " + target + ".", "there is no directory " + parent, "");
        }
        var arguments =
                new ArrayList<>(
                        List.of("--data", data.path().toString(), "--file", target.toString()));
        arguments.addAll(config.passedOn());
        var told =
                new MasterTask(around.root(), "backup")
                        .run("Cannot back up " + data.path() + ".", arguments);
        if (!output.isTable()) {
            var row = new Row();
            told.fields().forEach(row::with);
            output.write(around, row);
            return 0;
        }
        around.out()
                .println(
                        "Backed up %s and %s to %s (%s)"
                                .formatted(
                                        Wording.plural(told.whole("experiments"), "experiment"),
                                        Wording.plural(told.whole("trials"), "trial"),
                                        target,
                                        Wording.bytes(target.toFile().length())));
        around.say(
                "It holds the database: users, experiments, their directories, metrics, logs. It does not hold checkpoints,\n"
                        + "which lie where checkpoint_storage says, nor the file of generated passwords.\n"
                        + "Put it back into a stopped cluster: det restore "
                        + target);
        return 0;
    }
}
