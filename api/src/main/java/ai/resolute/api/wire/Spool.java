package ai.resolute.api.wire;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the long contents of one request: a little of them in memory, the others in one file on
 * disk, which is gone with it. Contents are written one after another.
 */
public final class Spool implements AutoCloseable {
    /** What it keeps in memory in all. */
    private static final int ROOM = 1 << 20;

    private int room = ROOM;
    private @Nullable FileChannel file;
    private @Nullable OutputStream out;
    private long end;

    /**
     * Somewhere to write one content to; the bytes are final when {@link Sink#content} is asked.
     */
    Sink sink() {
        return new Sink();
    }

    /** As {@link #sink}, for one that writes by itself. */
    public Content keep(Writer writer) throws IOException {
        var sink = new Sink();
        writer.write(sink);
        return sink.content();
    }

    /** Writes a content. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** One content that is being written. */
    final class Sink extends OutputStream {
        private final ByteArrayOutputStream small = new ByteArrayOutputStream(512);
        private long from = -1;
        private long size;

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            size += length;
            if (from < 0 && size > room) {
                from = end;
                small.writeTo(disk());
                end += small.size();
                small.reset();
            }
            if (from < 0) {
                small.write(bytes, start, length);
            } else {
                disk().write(bytes, start, length);
                end += length;
            }
        }

        Content content() {
            if (from >= 0) {
                return new OnDisk(from, size);
            }
            room -= (int) size;
            return Content.of(small.toByteArray());
        }
    }

    private OutputStream disk() throws IOException {
        var known = out;
        if (known == null) {
            // Without a name from its first moment on, so that nothing is left when this process is
            // killed.
            file =
                    FileChannel.open(
                            Files.createTempFile("request", ".spool"),
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE);
            known = new BufferedOutputStream(Channels.newOutputStream(file), 64 * 1024);
            out = known;
        }
        return known;
    }

    private final class OnDisk implements Content {
        private final long from;
        private final long size;

        OnDisk(long from, long size) {
            this.from = from;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream open() throws IOException {
            var channel = file;
            if (channel == null) {
                throw new IOException("the request is over");
            }
            disk().flush();
            return new Part(channel, from, size);
        }
    }

    /** So many bytes of the file, from a place in it on. */
    private static final class Part extends InputStream {
        private final FileChannel channel;
        private long at;
        private long left;

        Part(FileChannel channel, long from, long size) {
            this.channel = channel;
            at = from;
            left = size;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int start, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            var wanted = (int) Math.min(length, left);
            var count = channel.read(ByteBuffer.wrap(into, start, wanted), at);
            at += Math.max(count, 0);
            left -= Math.max(count, 0);
            return count;
        }
    }

    @Override
    public void close() throws IOException {
        var channel = file;
        file = null;
        if (channel != null) {
            channel.close();
        }
    }
}
