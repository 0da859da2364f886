package ai.resolute.api.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes records and trees by the rules of {@link Wire}. */
final class MessageWriter {
    /** Up to here every whole double is written exactly without a fraction. */
    private static final double EXACT = 1e15;

    private MessageWriter() {}

    static void write(JsonGenerator out, @Nullable Object value, Type declared) {
        switch (value) {
            case null -> out.writeNull();
            case Record message -> message(out, message);
            case Map<?, ?> map -> map(out, map, Shape.argument(declared, 1));
            case Collection<?> list -> list(out, list, Shape.argument(declared, 0));
            case Optional<?> maybe -> write(out, maybe.orElse(null), Shape.argument(declared, 0));
            case byte[] bytes -> out.writeBinary(bytes);
            case Content content -> binary(out, content);
            default -> scalar(out, value, declared);
        }
    }

    private static void binary(JsonGenerator out, Content content) {
        try (var bytes = content.open()) {
            out.writeBinary(bytes, Math.toIntExact(content.size()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void scalar(JsonGenerator out, Object value, Type declared) {
        switch (value) {
            case String text -> out.writeString(text);
            case Boolean truth -> out.writeBoolean(truth);
            case Integer number -> out.writeNumber(number);
            case Long number -> number(out, number, declared);
            case Double number -> number(out, number);
            case Float number -> number(out, number.doubleValue());
            case BigInteger number -> out.writeNumber(number);
            case Enum<?> choice -> out.writeString(choice.name());
            case Instant time -> out.writeString(Times.format(time));
            default ->
                    throw new IllegalStateException(
                            "cannot be written as JSON: " + value.getClass());
        }
    }

    private static void message(JsonGenerator out, Record message) {
        out.writeStartObject();
        for (var field : Shape.of(message.getClass()).fields()) {
            var value = field.get(message);
            if (!(value instanceof Optional<?> maybe && maybe.isEmpty())) {
                out.writeName(field.name());
                write(out, value, field.type());
            }
        }
        out.writeEndObject();
    }

    private static void map(JsonGenerator out, Map<?, ?> map, Type type) {
        out.writeStartObject();
        for (var entry : map.entrySet()) {
            out.writeName(String.valueOf(entry.getKey()));
            write(out, entry.getValue(), type);
        }
        out.writeEndObject();
    }

    private static void list(JsonGenerator out, Collection<?> list, Type type) {
        out.writeStartArray();
        for (var element : list) {
            write(out, element, type);
        }
        out.writeEndArray();
    }

    private static void number(JsonGenerator out, long number, Type declared) {
        if (declared == long.class || declared == Long.class) {
            out.writeString(Long.toString(number));
        } else {
            out.writeNumber(number);
        }
    }

    private static void number(JsonGenerator out, double number) {
        if (!Double.isFinite(number)) {
            out.writeString(Double.toString(number));
        } else if (Math.rint(number) == number && Math.abs(number) < EXACT) {
            out.writeNumber((long) number);
        } else {
            out.writeNumber(number);
        }
    }
}
