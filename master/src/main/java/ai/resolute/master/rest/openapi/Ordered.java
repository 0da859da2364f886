package ai.resolute.master.rest.openapi;

import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects that keep the order of their members, so that the document is always the same. */
final class Ordered {
    private Ordered() {}

    @SafeVarargs
    static Map<String, Object> of(Map.Entry<String, ?>... entries) {
        var map = new LinkedHashMap<String, Object>();
        for (var entry : entries) {
            map.put(entry.getKey(), entry.getValue());
        }
        return map;
    }
}
