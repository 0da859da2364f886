package ai.resolute.master.rest;

import ai.resolute.api.wire.Wire;
import ai.resolute.master.rest.table.Refusal;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;

/** Writes a stream of messages, one a line. The head goes out before the first message is there. */
final class LineWriter {
    private final ServerResponse response;
    private final Logger log;
    private boolean failed;

    LineWriter(ServerResponse response, Logger log) {
        this.response = response;
        this.log = log;
    }

    void write(Iterator<?> messages) throws IOException {
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.header(HeaderValues.TRANSFER_ENCODING_CHUNKED);
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        try (OutputStream out = response.outputStream()) {
            sendHead();
            for (var line = next(messages); line.isPresent(); line = next(messages)) {
                out.write(Wire.write(line.get()));
                out.write('\n');
                out.flush();
            }
        }
    }

    /** The next line; a fault becomes the last line. */
    private Optional<Map<String, Object>> next(Iterator<?> messages) {
        if (failed) {
            return Optional.empty();
        }
        try {
            return messages.hasNext()
                    ? Optional.of(Map.of("result", messages.next()))
                    : Optional.empty();
        } catch (RuntimeException fault) {
            failed = true;
            log.error("a stream failed, the caller is told so", fault);
            return Optional.of(Refusal.of(fault).streamBody());
        }
    }

    /**
     * The server sends the head with the first bytes only, and offers no public way to send it
     * before; WireRulesTest notices when that changes.
     */
    private void sendHead() {
        try {
            var flush = response.getClass().getDeclaredMethod("flushHeaders");
            flush.setAccessible(true);
            flush.invoke(response);
        } catch (InvocationTargetException gone) {
            throw gone.getCause() instanceof RuntimeException why
                    ? why
                    : new IllegalStateException(gone);
        } catch (ReflectiveOperationException changed) {
            throw new IllegalStateException(
                    "this version of the server has no flushHeaders", changed);
        }
    }
}
