package ai.resolute.master.rest.route;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Untyped JSON objects. */
final class Trees {
    private Trees() {}

    static Map<String, @Nullable Object> named(Map<?, ?> map) {
        var named = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> named.put(String.valueOf(key), value));
        return named;
    }

    /** Without the members that are null, which the domain's maps of JSON values do not hold. */
    static Map<String, Object> present(Map<String, ? extends @Nullable Object> map) {
        var present = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> {
            if (value != null) {
                present.put(key, value);
            }
        });
        return present;
    }
}
