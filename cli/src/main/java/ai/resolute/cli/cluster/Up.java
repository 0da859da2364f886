package ai.resolute.cli.cluster;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import ai.resolute.cli.session.DataDirectory;
import ai.resolute.cli.session.DataDirectory.Running;
import ai.resolute.cli.session.Surroundings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** up: a master and slots on this machine, in the background. Calling it again changes nothing. */
public final class Up implements Command {
    private static final int DEFAULT_PORT = 8080;

    private final DataOption place = new DataOption();
    private final Argument<Optional<Integer>> port =
            Argument.option(
                    "--port", "N", "where it listens on this machine (default: 8080)", Kind.COUNT);
    private final Argument<Optional<Integer>> slots =
            Argument.option(
                    "--slots",
                    "N",
                    "how many trials may run at once (default: processors)",
                    Kind.COUNT);
    private final Argument<Optional<Path>> python =
            Argument.option(
                    "--python",
                    "PATH",
                    "the interpreter of trials whose own is not known",
                    Kind.PATH);
    private final Argument<Optional<Path>> config =
            Argument.option("--config", "FILE", "configuration of the master (YAML)", Kind.PATH);

    private final Surroundings around;

    public Up(Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(place.argument(), port, slots, python, config);
    }

    @Override
    public int run() {
        check();
        var data = place.directory(around);
        var fresh = !Files.exists(data.passwords());
        var interpreter = new Interpreter(around).find(python.value());
        try (var channel =
                        FileChannel.open(
                                make(data).resolve("up.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            var already = data.running();
            var running = already.orElseGet(() -> start(data, interpreter));
            around.out().print(box(data, running, already.isPresent(), fresh));
            around.out().flush();
            return 0;
        } catch (IOException failed) {
            throw notWritable(data, failed);
        }
    }

    private Running start(DataDirectory data, Path interpreter) {
        var cache = new MasterCache(around.root());
        var command = new ArrayList<>(new MasterCommand(around.root()).withCache(cache.find()));
        command.addAll(arguments(data, interpreter));
        // What is not told is the configuration's to say, else the master's own default.
        port.value().ifPresent(number -> command.addAll(List.of("--port", number.toString())));
        slots.value().ifPresent(count -> command.addAll(List.of("--slots", count.toString())));
        config.value()
                .ifPresent(file ->
                        command.addAll(List.of("--config", file.toAbsolutePath().toString())));
        var known =
                config.value().isPresent()
                        ? port.value()
                        : port.value().or(() -> Optional.of(DEFAULT_PORT));
        var running = new MasterStart(data, known, command).start();
        cache.makeInBackground(interpreter);
        return running;
    }

    private List<String> arguments(DataDirectory data, Path interpreter) {
        var root = around.root();
        return List.of(
                "--data", data.path().toString(),
                "--python", interpreter.toString(),
                "--harness", root.resolve("harness").toString(),
                "--web", root.resolve("web").resolve("dist").toString());
    }

    private void check() {
        if (port.value().filter(number -> number < 1 || number > 65535).isPresent()) {
            throw Failure.usage(
                    "There is no port " + port.value().orElse(0) + ".",
                    "ports are 1 to 65535",
                    "det up --port 8080");
        }
        if (slots.value().filter(count -> count < 0).isPresent()) {
            throw Failure.usage(
                    "There cannot be " + slots.value().orElse(0) + " slots.",
                    "a count is 0 or more",
                    "det up --slots 2");
        }
        if (config.value().isPresent() && !Files.isReadable(config.value().get())) {
            throw Failure.usage(
                    "Cannot read the master's configuration '" + config.value().get() + "'.",
                    "there is no such file, or it may not be read",
                    "det up --config FILE");
        }
    }

    private static Path make(DataDirectory data) throws IOException {
        var ours =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        return Files.isDirectory(data.path())
                ? data.path()
                : Files.createDirectories(data.path(), ours);
    }

    private static Failure notWritable(DataDirectory data, IOException failed) {
        return new Failure(
                Status.RUN_FAILED,
                "Cannot keep anything in " + data.path() + ".",
                failed.getClass().getSimpleName() + ": " + failed.getMessage(),
                "det up --data DIR, with a directory of yours",
                "");
    }

    private String box(DataDirectory data, Running running, boolean already, boolean fresh) {
        var style = around.outStyle();
        var box = new Box(style);
        box.title(already ? "Resolute is up already" : "Resolute is up");
        box.line("address", style.bold(running.url()));
        box.line("data", data.path().toString());
        box.line("sign in", "you are, as determined; in the browser: " + around.name() + " open");
        if (Files.exists(data.passwords())) {
            box.line(
                    fresh ? "passwords" : "",
                    (fresh ? "were made, and are kept in " : "passwords are in ")
                            + data.passwords());
        }
        box.line("stop", around.name() + " down" + place.told());
        return box.text();
    }
}
