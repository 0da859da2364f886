package ai.resolute.master.rest.experiment;

import ai.resolute.api.ExperimentMessages.File;
import ai.resolute.api.wire.Content;
import ai.resolute.api.wire.Spool;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.rest.archive.TarWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * Makes an archive of the entries of a context directory, after a look at each: what leaves the
 * directory, comes twice or is too large is refused.
 */
final class ContextPacker {
    static final long LIMIT = 95L * 1024 * 1024;
    private static final int FILE = '0';
    private static final int LINK = '2';
    private static final int DIRECTORY = '5';
    private static final int SHOWN = 5;
    private static final int LONGEST_TARGET = 4096;

    private ContextPacker() {}

    /** The archive, kept in the spool of the request. */
    static Content pack(List<File> entries, Spool spool) {
        var faults = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (var entry : entries) {
            check(entry, seen, faults);
        }
        if (!faults.isEmpty()) {
            throw new InvalidRequest(
                    "bad_context",
                    "invalid context directory: %s. Remove or rename them, or leave them out with a .detignore file."
                            .formatted(
                                    String.join(
                                            "; ",
                                            faults.subList(0, Math.min(SHOWN, faults.size())))));
        }
        requireSize(entries);
        try {
            return spool.keep(out -> archive(entries, out));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void check(File entry, Set<String> seen, List<String> faults) {
        var path = entry.path();
        var place = normal("", path);
        if (path.isEmpty() || path.startsWith("/") || place == null || path.indexOf('\0') >= 0) {
            faults.add("\"%s\" leads out of it".formatted(path));
            return;
        }
        if (!seen.add(place) && typeOf(entry) != DIRECTORY) {
            faults.add("\"%s\" comes twice".formatted(path));
        }
        if (typeOf(entry) == LINK) {
            checkLink(entry, place, faults);
        } else if (typeOf(entry) != FILE && typeOf(entry) != DIRECTORY) {
            faults.add("\"%s\" is neither file, directory nor link".formatted(path));
        }
    }

    private static void checkLink(File entry, String place, List<String> faults) {
        var target = target(entry);
        var parent = place.contains("/") ? place.substring(0, place.lastIndexOf('/')) : "";
        if (target.startsWith("/") || normal(parent, target) == null) {
            faults.add(
                    "the link \"%s\" leads out of it, to \"%s\"".formatted(entry.path(), target));
        }
    }

    /** The path without dots; null when it leaves the directory. */
    private static @org.jspecify.annotations.Nullable String normal(String parent, String path) {
        var parts = new ArrayList<String>();
        for (var part : (parent + "/" + path).split("/")) {
            switch (part) {
                case "", "." -> {}
                case ".." -> {
                    if (parts.isEmpty()) {
                        return null;
                    }
                    parts.removeLast();
                }
                default -> parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private static void requireSize(List<File> entries) {
        var size = entries.stream().mapToLong(entry -> entry.content().size()).sum();
        if (size <= LIMIT) {
            return;
        }
        var largest =
                entries.stream()
                        .sorted(
                                Comparator.comparingLong((File one) -> one.content().size())
                                        .reversed())
                        .limit(SHOWN)
                        .map(one ->
                                "%s (%s)".formatted(one.path(), mebibytes(one.content().size())))
                        .collect(Collectors.joining(", "));
        throw new InvalidRequest(
                "context_too_large",
                "the context directory is too large: %s, at most %s are taken. The largest files are %s. List what is not needed in a .detignore file; keep data outside."
                        .formatted(mebibytes(size), mebibytes(LIMIT), largest));
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024));
    }

    private static int typeOf(File entry) {
        return entry.type() == 0 ? FILE : entry.type();
    }

    private static void archive(List<File> entries, OutputStream out) throws IOException {
        try (var tar = new TarWriter(new GZIPOutputStream(out, 64 * 1024))) {
            for (var entry : entries) {
                var mode = entry.mode() & 0777;
                var head = new TarWriter.Head(entry.path(), mode, entry.mtime());
                switch (typeOf(entry)) {
                    case DIRECTORY -> tar.directory(head);
                    case LINK -> tar.link(head, target(entry));
                    default -> file(tar, head, entry.content());
                }
            }
        }
    }

    private static void file(TarWriter tar, TarWriter.Head head, Content content)
            throws IOException {
        try (var in = content.open()) {
            tar.file(head, content.size(), in);
        }
    }

    /** Of a link; a longer one than any system takes leads nowhere. */
    private static String target(File link) {
        try (var in = link.content().open()) {
            return new String(in.readNBytes(LONGEST_TARGET), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
