package ai.resolute.api.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;

/** Reads one JSON value into maps, lists and scalars. */
final class TreeReader {
    /** Lists of files, and what holds the bytes of each. */
    private static final Set<String> FILES = Set.of("modelDefinition", "model_definition");

    private static final String BYTES = "content";
    private static final Base64Variant BASE64 =
            Base64Variants.MIME_NO_LINEFEEDS.withReadPadding(
                    Base64Variant.PaddingReadBehaviour.PADDING_ALLOWED);

    private final Optional<Spool> spool;

    /** With a spool, the bytes of files go there and never through memory as a whole. */
    TreeReader(Optional<Spool> spool) {
        this.spool = spool;
    }

    /** The only value of the text; null when there is none. */
    @Nullable Object readOnly(JsonParser parser) {
        if (parser.nextToken() == null) {
            return null;
        }
        var value = value(parser, "");
        if (parser.nextToken() != null) {
            throw new MalformedMessage("the body is not JSON: something follows its end");
        }
        return value;
    }

    /**
     * @param within the name of what it is in
     */
    private @Nullable Object value(JsonParser parser, String within) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, within);
            case START_ARRAY -> array(parser, within);
            case VALUE_STRING -> parser.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_NULL -> null;
            default -> throw new MalformedMessage("the body is not JSON: " + parser.currentToken());
        };
    }

    private static Object integer(JsonParser parser) {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? (Object) parser.getDoubleValue()
                : (Object) parser.getLongValue();
    }

    private Map<String, @Nullable Object> object(JsonParser parser, String within) {
        var object = new LinkedHashMap<String, @Nullable Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            var bytes =
                    parser.nextToken() == JsonToken.VALUE_STRING
                            && name.equals(BYTES)
                            && FILES.contains(within);
            object.put(
                    name,
                    bytes && spool.isPresent()
                            ? content(parser, spool.orElseThrow())
                            : value(parser, name));
        }
        return object;
    }

    private static Content content(JsonParser parser, Spool spool) {
        var sink = spool.sink();
        try {
            parser.readBinaryValue(BASE64, sink);
        } catch (StreamReadException fault) {
            throw new MalformedMessage(
                    BYTES + " of a file: not base64: " + fault.getOriginalMessage(), fault);
        }
        return sink.content();
    }

    private List<@Nullable Object> array(JsonParser parser, String within) {
        var array = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, within));
        }
        return array;
    }
}
