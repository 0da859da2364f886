package ai.resolute.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** A gzipped tar of one file with the content "hello". */
final class Archive {
    private Archive() {}

    static byte[] of(String name) throws Exception {
        var header = new byte[512];
        System.arraycopy(name.getBytes(StandardCharsets.UTF_8), 0, header, 0, name.length());
        System.arraycopy("00000000005".getBytes(StandardCharsets.UTF_8), 0, header, 124, 11);
        header[156] = '0';
        var content = new byte[512];
        System.arraycopy("hello".getBytes(StandardCharsets.UTF_8), 0, content, 0, 5);
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(header);
            out.write(content);
            out.write(new byte[1024]);
        }
        return packed.toByteArray();
    }
}
