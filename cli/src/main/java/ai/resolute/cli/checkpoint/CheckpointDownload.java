package ai.resolute.cli.checkpoint;

import ai.resolute.api.client.MasterClient;
import ai.resolute.cli.context.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Fetches the files of a checkpoint; the archive is on disk in between, never in memory. */
public record CheckpointDownload(MasterClient client, String uuid) {
    /** How many files were written. */
    public int into(Path directory) {
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
