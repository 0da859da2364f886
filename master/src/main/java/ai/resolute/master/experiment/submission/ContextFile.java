package ai.resolute.master.experiment.submission;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The context directory of an experiment as it is kept: a gzipped tar file in parts, of which one
 * at a time is in memory.
 *
 * @param size in bytes
 * @param parts by number, from 0 until there is none
 */
public record ContextFile(long size, IntFunction<Optional<byte[]>> parts) {
    /** All its bytes. */
    public InputStream open() {
        return new InputStream() {
            private byte[] part = new byte[0];
            private int at;
            private int next;
            private long left = size;

            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int start, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                if (at == part.length) {
                    part = parts.apply(next++).orElseThrow(this::gone);
                    at = 0;
                }
                var count = Math.min(length, part.length - at);
                System.arraycopy(part, at, into, start, count);
                at += count;
                left -= count;
                return count;
            }

            private IOException gone() {
                return new IOException("the experiment was deleted while its context was read");
            }
        };
    }
}
