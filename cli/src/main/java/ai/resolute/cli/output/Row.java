package ai.resolute.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values by key in the order in which programs read them; what is not known is null. */
public final class Row {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    public Row with(String key, @Nullable Object value) {
        var known = value instanceof Optional<?> maybe ? maybe.orElse(null) : value;
        values.put(key, known == null ? null : plain(known));
        return this;
    }

    public Map<String, @Nullable Object> values() {
        return values;
    }

    private static Object plain(Object value) {
        return value instanceof Enum<?> || value instanceof java.time.Instant
                ? value.toString()
                : value;
    }
}
