package ai.resolute.cli.cluster;

import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import ai.resolute.cli.session.DataDirectory;
import ai.resolute.cli.session.DataDirectory.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts a master in the background and waits until it answers, or says why it does not. */
record MasterStart(DataDirectory data, Optional<Integer> port, List<String> command) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What a master says while it brings an old database up to date; that may take its time. */
    private static final String UPGRADES = " upgrade: ";

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int LINES_OF_LOG = 12;

    Running start() {
        port.ifPresent(MasterStart::checkPort);
        var logged = length(data.log());
        var process = launch();
        var limit = System.nanoTime() + LIMIT.toNanos();
        while (process.isAlive() && (System.nanoTime() < limit || upgrades(logged))) {
            var running = data.running().filter(one -> one.pid() == process.pid());
            if (running.isPresent()) {
                return running.get();
            }
            pause();
        }
        var hangs = process.isAlive();
        process.destroy();
        throw notStarted(
                hangs
                        ? "it did not answer within " + LIMIT.toSeconds() + " s"
                        : "it ended with status " + process.exitValue(),
                logged);
    }

    private static void checkPort(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException taken) {
            throw new Failure(
                    Status.RUN_FAILED,
                    "Cannot start the master on port " + port + ".",
                    "another process listens there (" + taken.getMessage() + ")",
                    "det up --port " + (port + 1) + ", or stop that process",
                    "ss -ltnp 'sport = :" + port + "' shows whose port it is");
        }
    }

    /** In a session of its own, so that closing the terminal does not end it. */
    private Process launch() {
        var line = new ArrayList<>(List.of("setsid"));
        line.addAll(command);
        try {
            var log = ProcessBuilder.Redirect.appendTo(data.log().toFile());
            return new ProcessBuilder(line)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(log)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException failed) {
            throw new Failure(
                    Status.RUN_FAILED,
                    "Cannot start the master.",
                    String.valueOf(failed.getMessage()),
                    "install setsid (util-linux), and look whether "
                            + data.path()
                            + " can be written",
                    "");
        }
    }

    private Failure notStarted(String why, long from) {
        return new Failure(
                Status.RUN_FAILED,
                "The master did not start.",
                why + "; its last words:\n" + lastWords(from),
                "mend that and call det up again",
                data.log().toString());
    }

    private boolean upgrades(long from) {
        return lastWords(from).contains(UPGRADES);
    }

    private String lastWords(long from) {
        try (var log = Files.newByteChannel(data.log())) {
            log.position(Math.max(from, log.size() - (1 << 14)));
            var bytes = java.nio.channels.Channels.newInputStream(log).readAllBytes();
            var lines =
                    new String(bytes, java.nio.charset.StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .toList();
            return lines.isEmpty()
                    ? "(nothing)"
                    : String.join(
                            "\n",
                            lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
        } catch (IOException unreadable) {
            return "(the log cannot be read)";
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException absent) {
            return 0;
        }
    }

    static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", asked);
        }
    }
}
