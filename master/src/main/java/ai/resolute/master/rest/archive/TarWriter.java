package ai.resolute.master.rest.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes tar files (POSIX.1-2001): long names go into extended headers, owners are left to whoever
 * unpacks.
 */
public final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME = 100;

    private final OutputStream out;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * @param seconds time of change since 1970
     */
    public record Head(String path, int mode, long seconds) {}

    public void directory(Head head) throws IOException {
        var path = head.path().endsWith("/") ? head.path() : head.path() + "/";
        header(new Head(path, head.mode() == 0 ? 0755 : head.mode(), head.seconds()), '5', 0, "");
    }

    public void link(Head head, String target) throws IOException {
        header(new Head(head.path(), 0777, head.seconds()), '2', 0, target);
    }

    public void file(Head head, byte[] content) throws IOException {
        header(head, '0', content.length, "");
        out.write(content);
        pad(content.length);
    }

    public void file(Head head, long size, InputStream content) throws IOException {
        header(head, '0', size, "");
        var copied = content.transferTo(out);
        if (copied != size) {
            throw new IOException(head.path() + " changed while it was read");
        }
        pad(size);
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }

    private void header(Head head, char type, long size, String target) throws IOException {
        var extended = record("path", head.path()) + record("linkpath", target);
        if (!extended.isEmpty()) {
            var bytes = extended.getBytes(StandardCharsets.UTF_8);
            block(new Head("extended", 0644, head.seconds()), 'x', bytes.length, "");
            out.write(bytes);
            pad(bytes.length);
        }
        block(head, type, size, target);
    }

    private void block(Head head, char type, long size, String target) throws IOException {
        var block = new byte[BLOCK];
        put(block, 0, head.path());
        octal(block, 100, 8, head.mode());
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, Math.max(head.seconds(), 0));
        block[156] = (byte) type;
        put(block, 157, target);
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
        Arrays.fill(block, 148, 156, (byte) ' ');
        var sum = 0;
        for (var value : block) {
            sum += value & 0xff;
        }
        octal(block, 148, 7, sum);
        out.write(block);
    }

    /** A record of an extended header, when the value does not fit into the plain one. */
    private static String record(String key, String value) {
        var length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length < NAME && StandardCharsets.US_ASCII.newEncoder().canEncode(value)) {
            return "";
        }
        var rest = length + key.length() + 3;
        var total = rest + Integer.toString(rest).length();
        total = rest + Integer.toString(total).length();
        return total + " " + key + "=" + value + "\n";
    }

    private static void put(byte[] block, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, NAME));
    }

    private static void octal(byte[] block, int at, int width, long value) {
        var digits = String.format("%0" + (width - 1) + "o", value);
        put(block, at, digits);
        block[at + width - 1] = 0;
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }
}
