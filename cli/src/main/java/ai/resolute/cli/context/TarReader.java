package ai.resolute.cli.context;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a tar archive of plain files and directories: ustar names, and long ones in GNU and pax
 * form.
 */
public final class TarReader {
    private static final int BLOCK = 512;

    private final InputStream in;

    public TarReader(InputStream in) {
        this.in = in;
    }

    /**
     * Writes everything below a directory, refuses names that leave it, and returns how many files
     * there were.
     */
    public int extract(Path directory) throws IOException {
        var root = directory.toAbsolutePath().normalize();
        var files = 0;
        var longName = "";
        for (var header = in.readNBytes(BLOCK); isEntry(header); header = in.readNBytes(BLOCK)) {
            var size = size(header);
            var type = header[156];
            if (type == 'L' || type == 'x' || type == 'g') {
                var content = text(in.readNBytes((int) size), 0, (int) size);
                longName = type == 'L' ? content : type == 'x' ? path(content, longName) : longName;
            } else {
                var target = below(root, longName.isEmpty() ? name(header) : longName);
                longName = "";
                files += write(target, type, size);
            }
            in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        }
        return files;
    }

    private int write(Path target, byte type, long size) throws IOException {
        if (type == '5') {
            Files.createDirectories(target);
            return 0;
        }
        if (type != '0' && type != 0) {
            in.skipNBytes(size);
            return 0;
        }
        Files.createDirectories(target.getParent());
        try (var out = Files.newOutputStream(target)) {
            var buffer = new byte[1 << 16];
            for (var left = size; left > 0; ) {
                var count = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                if (count == 0) {
                    throw new IOException("the archive ends within " + target.getFileName());
                }
                out.write(buffer, 0, count);
                left -= count;
            }
        }
        return 1;
    }

    private static Path below(Path root, String name) throws IOException {
        var target = root.resolve(name.replaceFirst("^/+", "")).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("the archive has a path that leaves its directory: " + name);
        }
        return target;
    }

    private static boolean isEntry(byte[] header) throws IOException {
        if (header.length != 0 && header.length < BLOCK) {
            throw new IOException("the archive is cut off");
        }
        return header.length == BLOCK && header[0] != 0;
    }

    private static String name(byte[] header) {
        var prefix = text(header, 345, 155);
        var magic = text(header, 257, 5);
        var name = text(header, 0, 100);
        return prefix.isEmpty() || !magic.equals("ustar") ? name : prefix + "/" + name;
    }

    private static long size(byte[] header) {
        if (header[124] < 0) {
            var size = 0L;
            for (var at = 128; at < 136; at++) {
                size = (size << 8) | (header[at] & 0xff);
            }
            return size;
        }
        return Long.parseLong(text(header, 124, 12).strip(), 8);
    }

    /** The path in pax records "LENGTH path=VALUE\n", or the one there was. */
    private static String path(String records, String before) {
        for (var record : records.split("\n")) {
            var at = record.indexOf(" path=");
            if (at > 0) {
                return record.substring(at + 6);
            }
        }
        return before;
    }

    private static String text(byte[] bytes, int from, int length) {
        var end = from;
        while (end < from + length && end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }
}
