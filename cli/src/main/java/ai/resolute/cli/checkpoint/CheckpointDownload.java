package ai.resolute.cli.checkpoint;

import ai.resolute.api.client.MasterClient;
import ai.resolute.cli.context.TarReader;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Fetches the files of a checkpoint; the archive is on disk in between, never in memory. */
public record CheckpointDownload(MasterClient client, String uuid) {
    /** Fetches it and says where it is. */
    public static void of(Session session, String uuid, Path directory, boolean quiet) {
        var files = new CheckpointDownload(session.client(), uuid).into(directory);
        if (!quiet) {
            session.around().say(Wording.plural(files, "file") + " of checkpoint " + uuid);
        }
        session.around().out().println(directory);
    }

    /** How many files were written. */
    private int into(Path directory) {
        try {
            Files.createDirectories(directory);
            var archive = Files.createTempFile(directory, ".download", ".tar.gz");
            try {
                client.download("/checkpoints/" + uuid, "application/gzip", archive);
                try (var in =
                        new BufferedInputStream(
                                new GZIPInputStream(Files.newInputStream(archive)))) {
                    return new TarReader(in).extract(directory);
                }
            } finally {
                Files.deleteIfExists(archive);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
