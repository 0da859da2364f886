package ai.resolute.master.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object: strings, numbers, booleans, nulls, lists and maps, in the order given. */
public record JsonTree(Map<String, @Nullable Object> root) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public JsonTree {
        root = Collections.unmodifiableMap(new LinkedHashMap<>(root));
    }

    /** The object as JSON text on one line. */
    public String toJson() {
        return JSON.writeValueAsString(root);
    }
}
