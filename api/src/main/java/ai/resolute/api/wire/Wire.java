package ai.resolute.api.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes JSON. A tree is made of maps, lists, text, {@code Long}, {@code Double},
 * booleans and null. Records map to messages:
 *
 * <ul>
 *   <li>a component of type {@code long} is text in JSON, {@code int} and {@code double} are
 *       numbers; inside an untyped tree every number is a number;
 *   <li>an empty {@code Optional} is left out, a null is written; whatever else is written always;
 *   <li>on reading, what is missing has its default: zero, empty text, empty list or map, null.
 * </ul>
 */
public final class Wire {
    /** The longest single text: a context of 95 MiB in base64 fits. */
    private static final int MAX_TEXT = 136 * 1024 * 1024;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(MAX_TEXT)
                                    .maxNestingDepth(200)
                                    .build())
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                    .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                    .build();

    private Wire() {}

    /** The tree that a JSON text stands for; an empty text is null. */
    public static @Nullable Object parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #parse(String)}, of UTF-8 bytes. */
    public static @Nullable Object parse(byte[] json) {
        return parse(new ByteArrayInputStream(json));
    }

    /** As {@link #parse(String)}, of a stream that is read to its end and left open. */
    public static @Nullable Object parse(InputStream json) {
        return parse(json, Optional.empty());
    }

    /** As {@link #parse(InputStream)}; the bytes of files go into the spool. */
    public static @Nullable Object parse(InputStream json, Spool spool) {
        return parse(json, Optional.of(spool));
    }

    private static @Nullable Object parse(InputStream json, Optional<Spool> spool) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return new TreeReader(spool).readOnly(parser);
        } catch (JacksonException fault) {
            throw asMalformed(fault);
        }
    }

    /** The message that a JSON text stands for. */
    public static <T> T read(byte[] json, Class<T> type) {
        return read(parse(json), type);
    }

    /** The message that a tree stands for; null stands for an empty object. */
    public static <T> T read(@Nullable Object tree, Class<T> type) {
        return MessageReader.read(tree, type);
    }

    /** A record, a tree or a mixture, as JSON in one line. */
    public static byte[] write(@Nullable Object value) {
        var out = new ByteArrayOutputStream(512);
        write(value, out);
        return out.toByteArray();
    }

    /** As {@link #write(Object)}, to a stream that is left open. */
    public static void write(@Nullable Object value, OutputStream out) {
        write(value, FACTORY.createGenerator(ObjectWriteContext.empty(), out));
    }

    /** As {@link #write(Object)}, as text. */
    public static String text(@Nullable Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    private static void write(@Nullable Object value, JsonGenerator generator) {
        try (generator) {
            MessageWriter.write(generator, value, Object.class);
        }
    }

    private static RuntimeException asMalformed(JacksonException fault) {
        if (fault.getCause() instanceof IOException broken) {
            return new UncheckedIOException(broken);
        }
        var place = fault.getLocation();
        var where =
                place == null
                        ? ""
                        : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
        return new MalformedMessage(
                "the body is not JSON" + where + ": " + fault.getOriginalMessage(), fault);
    }
}
