package ai.resolute.master;

import ai.resolute.master.MasterConfig.DatabaseChoice;
import ai.resolute.master.MasterConfig.Postgresql;
import ai.resolute.master.MasterConfig.Sqlite;
import ai.resolute.master.backup.Backups;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.store.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a backup of a data directory, or puts one back; what was done is told in one line of JSON.
 *
 * @param file the backup
 * @param replaces whether what is there may be replaced
 */
record BackupCommand(Path data, DatabaseChoice database, Path file, boolean replaces) {
    /** The words that a command line begins with to be one of these. */
    static final List<String> VERBS = List.of("backup", "restore");

    void run(String verb) {
        System.out.println(new JsonTree(verb.equals("backup") ? backup() : restore()).toJson());
    }

    /** A master may work meanwhile, but it must be one on this database. */
    Map<String, @Nullable Object> backup() {
        try {
            requireSameDatabase();
            return told(backups().make(file).tree());
        } catch (IOException failed) {
            throw failed("Cannot write the backup " + file, failed);
        }
    }

    Map<String, @Nullable Object> restore() {
        try (var _ = DataLock.take(data)) {
            var restored = backups().restore(file, replaces);
            var told = told(restored.manifest().tree());
            told.put("kept", restored.kept().map(Path::toString).orElse(null));
            return told;
        } catch (IOException failed) {
            throw failed("Cannot restore into " + data, failed);
        }
    }

    private Backups backups() {
        return new Backups(snapshots(), data, Master.VERSION, Clock.systemUTC());
    }

    private Snapshots snapshots() {
        return switch (database) {
            case Sqlite(var path) -> Snapshots.sqlite(path);
            case Postgresql(var url, var user, var password) ->
                    Snapshots.postgresql(url, user, password);
        };
    }

    private void requireSameDatabase() throws IOException {
        var running = new Presence(data).database();
        if (running.filter(kind -> !kind.equals(database.kind())).isPresent()) {
            throw new StartFailure(
                    "The cluster in %s is on %s, but %s was to be backed up. Name the configuration that det up got: det backup --config FILE."
                            .formatted(data, running.get(), database.kind()));
        }
    }

    private Map<String, @Nullable Object> told(Map<String, @Nullable Object> manifest) {
        var told = new LinkedHashMap<String, @Nullable Object>();
        told.put("file", file.toString());
        told.put("data", data.toString());
        told.putAll(manifest);
        return told;
    }

    private static StartFailure failed(String what, IOException failed) {
        return new StartFailure(
                "%s: %s. Make room, or choose another place that you may write to."
                        .formatted(what, failed),
                failed);
    }
}
