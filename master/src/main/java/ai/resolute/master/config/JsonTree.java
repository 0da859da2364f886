package ai.resolute.master.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object: strings, numbers, booleans, nulls, lists and maps, in the order given. */
public record JsonTree(Map<String, @Nullable Object> root) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
            new TypeReference<>() {};

    public JsonTree {
        root = Collections.unmodifiableMap(new LinkedHashMap<>(root));
    }

    /** The object in a JSON text that this program or the harness wrote. */
    public static JsonTree read(String text) {
        return new JsonTree(JSON.readValue(text, OBJECT));
    }

    /** The object as JSON text on one line. */
    public String toJson() {
        return JSON.writeValueAsString(root);
    }
}
