package ai.resolute.cli;

import ai.resolute.api.client.ExperimentView;
import ai.resolute.api.client.JsonView;
import ai.resolute.api.client.RunState;
import ai.resolute.api.client.TrialView;
import ai.resolute.api.wire.Wire;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Surroundings;
import ai.resolute.cli.watch.SearchWatch;
import ai.resolute.cli.watch.Sighting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * local-watch: shows an experiment that trains without a master, from the file that the process
 * which trains keeps. Ends with the experiment, or when its input ends: then nobody trains.
 */
final class LocalWatch implements Command {
    private static final Duration INTERVAL = Duration.ofMillis(300);

    private final Argument<Path> directory =
            Argument.parameter("DIR", "where the experiment is kept", Kind.PATH, Path.of("."));
    private final Surroundings around;
    private final AtomicBoolean left = new AtomicBoolean();

    LocalWatch(Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(directory);
    }

    @Override
    public int run() {
        Thread.startVirtualThread(this::listen);
        var id = look(around.clock().instant()).experiment().id();
        new SearchWatch(around, this::look, id, INTERVAL, false).run().tell(around);
        return 0;
    }

    private Sighting look(Instant now) {
        var file = directory.value().resolve("status.json");
        try {
            var status = JsonView.ofTree(Wire.parse(Files.readString(file)));
            var experiment =
                    new ExperimentView(
                            status.view("experiment"), status.view("config"), status.view("plan"));
            var state = experiment.state();
            var over = left.get() || state.isTerminal() || state == RunState.PAUSED;
            var trials = status.views("trials").stream().map(TrialView::new).toList();
            return new Sighting(experiment, trials, now, over);
        } catch (IOException failed) {
            throw Failure.usage(
                    "There is no local experiment in " + directory.value() + ".",
                    file + " cannot be read",
                    "run the script with local=True, which makes one");
        }
    }

    private void listen() {
        try {
            around.in().transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // As good as its end.
        }
        left.set(true);
    }
}
