package ai.resolute.cli.session;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.wire.MalformedMessage;
import ai.resolute.api.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a master keeps everything, and what it says there about itself. */
public record DataDirectory(Path path) {
    /** A master that answers, or did before it was killed. */
    public record Running(long pid, long start, String url, String version) {
        /** Whether that very process is alive: process ids are given again. */
        public boolean isAlive() {
            return ProcessTable.start(pid).filter(seen -> seen == start || start == 0).isPresent();
        }
    }

    public static DataDirectory standard(Map<String, String> environment) {
        var share = environment.getOrDefault("XDG_DATA_HOME", "");
        var home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "")));
        var base = share.isEmpty() ? home.resolve(".local").resolve("share") : Path.of(share);
        return new DataDirectory(base.resolve("resolute"));
    }

    /** The master of this directory, if it is alive. */
    public Optional<Running> running() {
        try {
            var said = JsonView.ofTree(Wire.parse(Files.readString(path.resolve("master.json"))));
            var running =
                    new Running(
                            said.whole("pid"),
                            said.whole("start"),
                            said.text("url"),
                            said.text("version"));
            return Optional.of(running).filter(Running::isAlive);
        } catch (IOException | MalformedMessage absentOrTorn) {
            return Optional.empty();
        }
    }

    public Optional<String> runningUrl() {
        return running().map(Running::url).filter(url -> !url.isEmpty());
    }

    public Path log() {
        return path.resolve("master.log");
    }

    public Path passwords() {
        return path.resolve("passwords");
    }
}
