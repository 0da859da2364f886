package ai.resolute.master.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Every key that a configuration may have and that may be wrong, from the JSON Schema. */
final class SchemaKeys {
    private final Set<String> keys = new TreeSet<>();

    private SchemaKeys() {}

    /** Such as {@code bind_mounts[].host_path}, and {@code environment.ports.*} for any name. */
    static Set<String> all() {
        var schema = ExperimentConfigs.schema().root();
        var found = new SchemaKeys();
        found.collect(schema, "");
        var named = (Map<?, ?>) ((Map<?, ?>) schema.get("$defs")).get("hyperparameter");
        found.collect(named, "hyperparameters.*");
        return found.keys;
    }

    private void collect(Map<?, ?> schema, String path) {
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((key, inner) -> add((Map<?, ?>) inner, path, (String) key));
        }
        if (schema.get("items") instanceof Map<?, ?> inner) {
            collect(inner, path + "[]");
        }
        if (schema.get("additionalProperties") instanceof Map<?, ?> inner) {
            add(inner, path, "*");
        }
        if (schema.get("then") instanceof Map<?, ?> inner) {
            collect(inner, path);
        }
        for (var word : List.of("anyOf", "allOf")) {
            if (schema.get(word) instanceof List<?> choices) {
                choices.forEach(inner -> collect((Map<?, ?>) inner, path));
            }
        }
    }

    /** What may be anything, and what was rewritten before it is read, has no rule. */
    private void add(Map<?, ?> schema, String path, String key) {
        if (!schema.isEmpty() && schema.get("deprecated") == null) {
            var here = path.isEmpty() ? key : path + "." + key;
            keys.add(here);
            collect(schema, here);
        }
    }
}
