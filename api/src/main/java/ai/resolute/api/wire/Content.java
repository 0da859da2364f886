package ai.resolute.api.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes of a message that may be too many for memory; on the wire they are base64. */
public interface Content {
    long size();

    /** The bytes from their start, as often as somebody asks. */
    InputStream open() throws IOException;

    /** These bytes, which nobody changes from then on. */
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
