package ai.resolute.master.backup;

import ai.resolute.master.backup.Manifest.Copy;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A backup as a zip file of two entries: the manifest, and the copy of the database. */
record BackupFile(Path path) {
    private static final String MANIFEST = "manifest.json";
    private static final String COPY = "database";
    private static final FileAttribute<?> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Length and digest of a file. */
    static Copy measure(Path file) {
        try (var in = Files.newInputStream(file)) {
            return pass(in, OutputStream.nullOutputStream());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes it whole, or not at all; what is there already stays. */
    void write(Manifest manifest, Path copy) throws IOException {
        var partial = partial();
        Files.deleteIfExists(partial);
        Files.createFile(partial, OURS);
        try {
            try (var zip = new ZipOutputStream(Files.newOutputStream(partial))) {
                zip.setLevel(Deflater.BEST_SPEED);
                zip.putNextEntry(new ZipEntry(MANIFEST));
                zip.write(new JsonTree(manifest.tree()).toJson().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
                zip.putNextEntry(new ZipEntry(COPY));
                Files.copy(copy, zip);
                zip.closeEntry();
            }
            try (var channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Beside the backup, so that a rename is enough in the end. */
    Path partial() {
        return path.resolveSibling(path.getFileName() + ".partial");
    }

    Manifest manifest() {
        try (var zip = open();
                var in = entry(zip, MANIFEST)) {
            return Manifest.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw damaged(failed.getMessage());
        }
    }

    /**
     * Writes the copy of the database to a file.
     *
     * @throws InvalidRequest when it is not what the manifest says
     */
    void extract(Manifest manifest, Path target) throws IOException {
        try (var zip = open();
                var in = entry(zip, COPY);
                var out = Files.newOutputStream(Files.createFile(target, OURS))) {
            var found = pass(in, out);
            if (!found.equals(manifest.copy())) {
                throw damaged(
                        "its database has %d bytes of digest %s, but should have %d of digest %s"
                                .formatted(
                                        found.bytes(),
                                        found.sha256(),
                                        manifest.copy().bytes(),
                                        manifest.copy().sha256()));
            }
        } catch (ZipException torn) {
            throw damaged(torn.getMessage());
        }
    }

    private ZipFile open() throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new NotFound(
                    "backup_not_found",
                    "there is no backup %s. Name a file that det backup made.".formatted(path));
        }
        return new ZipFile(path.toFile());
    }

    private InputStream entry(ZipFile zip, String name) throws IOException {
        var entry = zip.getEntry(name);
        if (entry == null) {
            throw damaged("it has no part '" + name + "'");
        }
        return zip.getInputStream(entry);
    }

    private InvalidRequest damaged(@org.jspecify.annotations.Nullable String why) {
        return new InvalidRequest(
                "backup_damaged",
                "%s is no whole backup: %s. Name a file that det backup made, and made to its end; nothing was changed."
                        .formatted(path, why));
    }

    void requireAbsent() {
        if (Files.exists(path)) {
            throw new Conflict(
                    "backup_exists",
                    "%s is there already and is not overwritten. Name another file: det backup FILE."
                            .formatted(path));
        }
    }

    private static Copy pass(InputStream from, OutputStream to) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var bytes = new DigestInputStream(from, digest).transferTo(to);
            return new Copy(bytes, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
