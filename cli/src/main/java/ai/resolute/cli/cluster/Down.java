package ai.resolute.cli.cluster;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.DataDirectory;
import ai.resolute.cli.session.DataDirectory.Running;
import ai.resolute.cli.session.Surroundings;
import java.time.Duration;
import java.util.List;

/** down: asks the master to end; trials write a checkpoint first, and go on with the next up. */
public final class Down implements Command {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final DataOption place = new DataOption();
    private final Surroundings around;

    public Down(Surroundings around) {
        this.around = around;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(place.argument());
    }

    @Override
    public int run() {
        var data = place.directory(around);
        var running = data.running();
        if (running.isEmpty()) {
            around.say("No master runs in " + data.path() + ".");
            return 0;
        }
        ask(running.get());
        await(data, running.get());
        around.out().println("Resolute is down; everything is kept in " + data.path());
        return 0;
    }

    private static void ask(Running running) {
        var asked = ProcessHandle.of(running.pid()).map(ProcessHandle::destroy).orElse(true);
        if (!asked) {
            throw new Failure(
                    Status.NOT_ALLOWED,
                    "Cannot stop the master, process " + running.pid() + ".",
                    "the process belongs to another user",
                    "ask that user to call det down",
                    "ps -o user= -p " + running.pid());
        }
    }

    private void await(DataDirectory data, Running running) {
        var workers = new Workers(data);
        var from = System.nanoTime();
        var told = -1L;
        var shown = false;
        while (running.isAlive()) {
            var waited = Duration.ofNanos(System.nanoTime() - from);
            var alive = workers.alive();
            var words =
                    alive == 0
                            ? "the master ends"
                            : Wording.plural(alive, "trial") + " to write a checkpoint and stop";
            if (around.canRedraw() && waited.toMillis() > 200) {
                around.err()
                        .print(
                                "\r\033[2K"
                                        + around.errStyle()
                                                .dim(
                                                        "waiting for "
                                                                + words
                                                                + " · "
                                                                + Wording.clock(waited)));
                around.err().flush();
                shown = true;
            } else if (alive > 0 && waited.toSeconds() / BETWEEN_LINES.toSeconds() > told) {
                told = waited.toSeconds() / BETWEEN_LINES.toSeconds();
                around.say("waiting for " + words + " · " + Wording.clock(waited));
            }
            MasterStart.pause();
        }
        if (shown) {
            around.err().print("\r\033[2K");
            around.err().flush();
        }
    }
}
