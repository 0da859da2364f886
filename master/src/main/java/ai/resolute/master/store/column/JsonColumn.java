package ai.resolute.master.store.column;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** JSON in TEXT columns: maps, lists, strings, numbers, booleans and null; NaN is the string. */
public final class JsonColumn {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    private static final TypeReference<List<Map<String, Object>>> MAPS = new TypeReference<>() {};

    private JsonColumn() {}

    /** The text of a value; NUL characters become escapes, so that any database takes it. */
    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** A JSON object, with its keys in their order. */
    public static Map<String, Object> readMap(String text) {
        return MAPPER.readValue(text, MAP);
    }

    /**
     * The members of a JSON object, one after another, where there are many objects to go through:
     * numbers as {@code Double} and strings; others are passed over.
     */
    public static void eachMember(String text, BiConsumer<String, Object> consumer) {
        try (var parser = MAPPER.createParser(text)) {
            parser.nextToken();
            for (var name = parser.nextName(); name != null; name = parser.nextName()) {
                var token = parser.nextToken();
                if (token.isNumeric()) {
                    consumer.accept(name, parser.getDoubleValue());
                } else if (token == JsonToken.VALUE_STRING) {
                    consumer.accept(name, parser.getString());
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    /** A JSON array of objects. */
    public static List<Map<String, Object>> readMaps(String text) {
        return MAPPER.readValue(text, MAPS);
    }

    /** A JSON text as one of our records, for what only this program wrote. */
    public static <T> T read(String text, Class<T> type) {
        return MAPPER.readValue(text, type);
    }
}
