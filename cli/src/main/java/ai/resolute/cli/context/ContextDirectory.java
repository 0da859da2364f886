package ai.resolute.cli.context;

import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Wording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A directory as a submission carries it. Sizes are checked before anything is read. */
public record ContextDirectory(Path root) {
    private static final long LIMIT = 95L * 1024 * 1024;
    private static final String IGNORE_FILE = ".detignore";
    private static final int REGULAR = '0';
    private static final int DIRECTORY = '5';

    /** What was packed, in the form of the API. */
    public record Packed(List<Map<String, Object>> files, int count, long bytes, int ignored) {}

    private record Found(String name, Path path, boolean directory, long size) {}

    public Packed pack() {
        if (!Files.isDirectory(root)) {
            throw Failure.usage(
                    "Cannot pack the context directory '" + root + "'.",
                    "it is no directory",
                    "name the directory that holds your script");
        }
        try {
            var rules = rules();
            var found = new ArrayList<Found>();
            var ignored = walk(root, "", rules, found);
            check(found);
            var files = new ArrayList<Map<String, Object>>();
            for (var each : found) {
                files.add(entry(each));
            }
            var count = (int) found.stream().filter(each -> !each.directory).count();
            return new Packed(files, count, total(found), ignored);
        } catch (IOException failed) {
            throw Failure.usage(
                    "Cannot read the context directory '" + root + "'.",
                    failed.getClass().getSimpleName() + ": " + failed.getMessage(),
                    "make it readable, or leave it out by a line in " + IGNORE_FILE);
        }
    }

    private IgnoreRules rules() throws IOException {
        var file = root.resolve(IGNORE_FILE);
        return IgnoreRules.of(Files.isRegularFile(file) ? Files.readAllLines(file) : List.of());
    }

    /** Collects what is sent, in the order of names; returns how many entries were left out. */
    private int walk(Path directory, String prefix, IgnoreRules rules, List<Found> found)
            throws IOException {
        var ignored = 0;
        List<Path> children;
        try (var listed = Files.list(directory)) {
            children = listed.sorted().toList();
        }
        for (var child : children) {
            var name = prefix + child.getFileName();
            var isDirectory = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
            if (child.getFileName().toString().equals(IGNORE_FILE)) {
                continue;
            }
            if (rules.ignores(name, isDirectory)) {
                ignored++;
            } else if (isDirectory) {
                found.add(new Found(name, child, true, 0));
                ignored += walk(child, name + "/", rules, found);
            } else {
                addFile(child, name, found);
            }
        }
        return ignored;
    }

    private void addFile(Path file, String name, List<Found> found) throws IOException {
        var real = file.toRealPath();
        if (!real.startsWith(root.toRealPath())) {
            throw Failure.usage(
                    "Cannot pack '" + name + "'.",
                    "it is a link that leaves the context directory (to " + real + ")",
                    "copy the file into the directory, or leave it out by a line in "
                            + IGNORE_FILE);
        }
        if (Files.isRegularFile(real)) {
            found.add(new Found(name, file, false, Files.size(real)));
        }
    }

    private void check(List<Found> found) {
        var total = total(found);
        if (total <= LIMIT) {
            return;
        }
        var largest =
                found.stream()
                        .sorted(Comparator.comparingLong(Found::size).reversed())
                        .limit(5)
                        .map(each -> each.name + " (" + Wording.bytes(each.size) + ")")
                        .toList();
        throw Failure.usage(
                "Cannot submit the context directory '"
                        + root
                        + "': it has "
                        + Wording.bytes(total)
                        + ", and at most 95 MiB can be sent.",
                "the largest files are " + String.join(", ", largest),
                "leave out data and old checkpoints by lines in "
                        + root.resolve(IGNORE_FILE)
                        + "; it reads like a .gitignore");
    }

    private static long total(List<Found> found) {
        return found.stream().mapToLong(Found::size).sum();
    }

    private static Map<String, Object> entry(Found found) throws IOException {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("path", found.name);
        entry.put("type", found.directory ? DIRECTORY : REGULAR);
        entry.put("uid", 0);
        entry.put("gid", 0);
        entry.put("mtime", Long.toString(Files.getLastModifiedTime(found.path).toMillis() / 1000));
        entry.put("mode", mode(Files.getPosixFilePermissions(found.path)));
        entry.put(
                "content",
                found.directory
                        ? ""
                        : Base64.getEncoder().encodeToString(Files.readAllBytes(found.path)));
        return entry;
    }

    private static int mode(Set<PosixFilePermission> permissions) {
        var bits = new HashMap<PosixFilePermission, Integer>();
        var all = PosixFilePermission.values();
        for (var at = 0; at < all.length; at++) {
            bits.put(all[at], 1 << (8 - at));
        }
        return permissions.stream().mapToInt(bits::get).sum();
    }
}
