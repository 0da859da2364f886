package ai.resolute.master.rest;

import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer is written to. A small one is sent as a whole, so that a fault while it is
 * written is still a refusal; of a large one, such as a context directory, no copy is made.
 */
final class AnswerStream extends OutputStream {
    private static final int WHOLE = 256 * 1024;

    private final ServerResponse response;
    private final ByteArrayOutputStream whole = new ByteArrayOutputStream(512);
    private @Nullable OutputStream parts;

    AnswerStream(ServerResponse response) {
        this.response = response;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int start, int length) throws IOException {
        if (parts == null && whole.size() + length > WHOLE) {
            parts = response.outputStream();
            whole.writeTo(parts);
        }
        if (parts == null) {
            whole.write(from, start, length);
        } else {
            parts.write(from, start, length);
        }
    }

    /** The answer is complete. */
    @Override
    public void close() throws IOException {
        if (parts == null) {
            response.send(whole.toByteArray());
        } else {
            parts.close();
        }
    }
}
