package ai.resolute.cli.cluster;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.wire.MalformedMessage;
import ai.resolute.api.wire.Wire;
import ai.resolute.cli.session.DataDirectory;
import ai.resolute.cli.session.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The worker processes of a data directory, as their run directories tell. */
record Workers(DataDirectory data) {
    /** How many live; asking for it again and again is cheap. */
    long alive() {
        var runs = data.path().resolve("run");
        if (!Files.isDirectory(runs)) {
            return 0;
        }
        try (var directories = Files.list(runs)) {
            return directories
                    .filter(run -> !Files.exists(run.resolve("exit.json")))
                    .filter(Workers::lives)
                    .count();
        } catch (IOException changing) {
            return 0;
        }
    }

    private static boolean lives(Path run) {
        try {
            var said =
                    JsonView.ofTree(Wire.parse(Files.readString(run.resolve("supervisor.json"))));
            return ProcessTable.start(said.whole("pid"))
                    .filter(start -> start == said.whole("start"))
                    .isPresent();
        } catch (IOException | MalformedMessage notYet) {
            return false;
        }
    }
}
