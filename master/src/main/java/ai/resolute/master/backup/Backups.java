package ai.resolute.master.backup;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.store.snapshot.Snapshots;
import ai.resolute.master.store.snapshot.Snapshots.Contents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Makes backups of the database of a data directory, and puts them back. */
public final class Backups {
    /**
     * What belongs to a database beside it: the spools of its workers, and passwords of its users.
     */
    private static final List<String> COMPANIONS = List.of("run", "passwords");

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Snapshots database;
    private final Path data;
    private final String version;
    private final Clock clock;

    /**
     * Over these parts.
     *
     * @param data the directory in which a master keeps everything
     * @param version of this program
     */
    public Backups(Snapshots database, Path data, String version, Clock clock) {
        this.database = database;
        this.data = data;
        this.version = version;
        this.clock = clock;
    }

    /**
     * What was put back.
     *
     * @param kept the directory with what was there before; nothing when nothing was
     */
    public record Restored(Manifest manifest, Optional<Path> kept) {}

    /** Copies the database into a file that is not there yet; a master may go on meanwhile. */
    public Manifest make(Path target) throws IOException {
        var file = new BackupFile(target);
        file.requireAbsent();
        var contents = database.contents().orElseThrow(this::nothing);
        var copy = target.resolveSibling(target.getFileName() + ".copy");
        Files.deleteIfExists(copy);
        try {
            database.save(copy);
            var manifest =
                    Manifest.of(
                            version,
                            clock.instant(),
                            database.kind(),
                            contents,
                            BackupFile.measure(copy));
            file.write(manifest, copy);
            return manifest;
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private NotFound nothing() {
        return new NotFound(
                "nothing_to_back_up",
                "%s holds no cluster: there is nothing in %s. Name its data directory (--data DIR), and with PostgreSQL the configuration that det up gets (--config FILE)."
                        .formatted(data, database.place()));
    }

    /**
     * Puts a backup in the place of what is there. The caller keeps masters away meanwhile.
     *
     * @param replaces whether there may be something, which is kept in a directory of its own
     * @throws Conflict when there is something and it is not to be replaced
     * @throws InvalidRequest when the backup is damaged, or not for this program or database
     */
    public Restored restore(Path source, boolean replaces) throws IOException {
        var file = new BackupFile(source);
        var manifest = file.manifest();
        requireFit(manifest);
        if (database.inUse()) {
            throw new Conflict(
                    "database_in_use",
                    "another program works with the database %s. Stop the master there (det down), then call it again."
                            .formatted(database.place()));
        }
        var present = database.contents();
        if (present.isPresent() && !replaces) {
            throw new Conflict("would_replace", wouldReplace(present.get()));
        }
        Files.createDirectories(data);
        var copy = data.resolve("restoring");
        Files.deleteIfExists(copy);
        try {
            file.extract(manifest, copy);
            database.requireSound(copy);
            var kept = keep(present.isPresent());
            database.replace(copy, kept);
            return new Restored(manifest, tidy(kept));
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private void requireFit(Manifest manifest) {
        if (manifest.schema() > Snapshots.newestSchema()) {
            throw new InvalidRequest(
                    "backup_newer",
                    "the backup was made by a newer version of Resolute (%s): its schema is %d, and this version knows schemas up to %d. Restore it with that version or a newer one; nothing was changed."
                            .formatted(
                                    manifest.version(),
                                    manifest.schema(),
                                    Snapshots.newestSchema()));
        }
        if (!manifest.kind().equals(database.kind())) {
            throw new InvalidRequest(
                    "backup_other_kind",
                    "the backup is of a cluster on %s, but this one is on %s, and nothing turns one into the other. Restore it into a cluster of its own kind (db.type in the configuration of the master); nothing was changed."
                            .formatted(manifest.kind(), database.kind()));
        }
    }

    private String wouldReplace(Contents present) {
        return "%s holds a cluster already, with %d experiments and %d trials%s. Restoring would put the backup in its place; what is there now would be kept in %s. To do so: --yes."
                .formatted(
                        database.place(),
                        present.experiments(),
                        present.trials(),
                        present.newest().map(time -> ", the newest of " + time).orElse(""),
                        data.resolve("replaced-TIME"));
    }

    /** Workers of the state that goes would be taken for those of the state that comes. */
    private Path keep(boolean something) throws IOException {
        var kept = data.resolve("replaced-" + NAME.format(clock.instant()));
        Files.createDirectories(kept);
        for (var companion : something ? COMPANIONS : List.of("run")) {
            var there = data.resolve(companion);
            if (Files.exists(there)) {
                Files.move(there, kept.resolve(companion));
            }
        }
        return kept;
    }

    private static Optional<Path> tidy(Path kept) throws IOException {
        try (var inside = Files.list(kept)) {
            if (inside.findAny().isPresent()) {
                return Optional.of(kept);
            }
        }
        Files.delete(kept);
        return Optional.empty();
    }
}
