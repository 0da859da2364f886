package ai.resolute.master.rest.checkpoint;

import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.file.StorageFault;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.DomainException.Unavailable;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.collection.Collector;
import ai.resolute.master.rest.archive.TarWriter;
import ai.resolute.master.rest.route.Services;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Sends the files of a checkpoint, out of a directory or a bucket. */
final class Download {
    /** What it may send. */
    static final List<String> MEDIA = Stream.of(Form.values()).map(form -> form.type).toList();

    private static final int FILE_MODE = 0644;

    private final Checkpoint checkpoint;
    private final Services services;

    Download(Checkpoint checkpoint, Services services) {
        this.checkpoint = checkpoint;
        this.services = services;
    }

    /** What an archive is, by the wish of the client. */
    private enum Form {
        TGZ("application/gzip", ".tar.gz"),
        TAR("application/x-tar", ".tar"),
        ZIP("application/zip", ".zip");

        private final String type;
        private final String ending;

        Form(String type, String ending) {
            this.type = type;
            this.ending = ending;
        }

        static Form wanted(String accept) {
            if (accept.contains("zip") && !accept.contains("gzip")) {
                return ZIP;
            }
            return accept.contains("x-tar") ? TAR : TGZ;
        }
    }

    /** Everything is looked at before the first byte, so that a failure is still an answer. */
    void send(ServerRequest request, ServerResponse response) throws IOException {
        var storage = experiment().origin().config().trial().storage();
        if (checkpoint.state() == Checkpoint.State.DELETED) {
            throw gone("it was deleted");
        }
        if (storage.directory().isPresent()) {
            send(directory(storage.directory().orElseThrow()), request, response);
        } else {
            sendFetched(request, response);
        }
    }

    /** By way of this machine's disk: an archive begins only when all is there and verified. */
    private void sendFetched(ServerRequest request, ServerResponse response) throws IOException {
        var fetched = Files.createTempDirectory("checkpoint");
        try {
            var place = Collector.place(experiment());
            services.work()
                    .files()
                    .storages()
                    .fetch(place, checkpoint.id(), fetched.resolve("files"));
            send(fetched.resolve("files"), request, response);
        } catch (StorageFault fault) {
            throw new Unavailable("storage_fault", String.valueOf(fault.getMessage()));
        } finally {
            remove(fetched);
        }
    }

    private void send(Path root, ServerRequest request, ServerResponse response)
            throws IOException {
        var files = files(root);
        var form = Form.wanted(request.headers().first(HeaderNames.ACCEPT).orElse(""));
        response.header(HeaderNames.CONTENT_TYPE, form.type);
        response.header(
                HeaderNames.CONTENT_DISPOSITION,
                "attachment; filename=\"" + checkpoint.id() + form.ending + "\"");
        try (var out = response.outputStream()) {
            switch (form) {
                case TGZ -> tar(root, files, new GZIPOutputStream(out, 64 * 1024));
                case TAR -> tar(root, files, out);
                case ZIP -> zip(root, files, out);
            }
        }
    }

    private Experiment experiment() {
        return services.work().experiments().get(checkpoint.origin().experiment());
    }

    private Path directory(Path storage) {
        var root = storage.resolve(checkpoint.id().toString());
        if (!Files.isDirectory(root)) {
            throw gone(root + " is no directory");
        }
        return root;
    }

    private NotFound gone(String why) {
        return new NotFound(
                "checkpoint_files_gone",
                "the files of checkpoint %s are not there: %s. They were deleted or moved; det experiment describe %s names the storage."
                        .formatted(checkpoint.id(), why, checkpoint.origin().experiment()));
    }

    private static void remove(Path directory) throws IOException {
        try (var walk = Files.walk(directory)) {
            for (var path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static List<Path> files(Path root) throws IOException {
        var files = new ArrayList<Path>();
        try (var walk = Files.walk(root)) {
            for (var path : (Iterable<Path>) walk.sorted()::iterator) {
                if (Files.isSymbolicLink(path)) {
                    throw new Conflict(
                            "link_in_checkpoint",
                            "the checkpoint holds a symbolic link, %s, which is not sent"
                                    .formatted(root.relativize(path)));
                }
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(path);
                }
            }
        }
        return files;
    }

    private static void tar(Path root, List<Path> files, OutputStream out) throws IOException {
        var tar = new TarWriter(out);
        for (var file : files) {
            try (var content = Files.newInputStream(file)) {
                tar.file(
                        new TarWriter.Head(
                                root.relativize(file).toString(),
                                FILE_MODE,
                                Files.getLastModifiedTime(file).toMillis() / 1000),
                        Files.size(file),
                        content);
            }
        }
        tar.close();
    }

    private static void zip(Path root, List<Path> files, OutputStream out) throws IOException {
        var zip = new ZipOutputStream(out);
        for (var file : files) {
            zip.putNextEntry(new ZipEntry(root.relativize(file).toString()));
            Files.copy(file, zip);
            zip.closeEntry();
        }
        zip.finish();
    }
}
