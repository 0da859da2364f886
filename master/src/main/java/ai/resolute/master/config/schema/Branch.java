package ai.resolute.master.config.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A typed view of an object in a tree that was read without a fault. */
record Branch(Map<?, ?> keys) {
    Branch at(String key) {
        return new Branch((Map<?, ?>) value(key));
    }

    Optional<Branch> find(String key) {
        return Optional.ofNullable(keys.get(key)).map(value -> new Branch((Map<?, ?>) value));
    }

    String text(String key) {
        return (String) value(key);
    }

    Optional<String> findText(String key) {
        return Optional.ofNullable((String) keys.get(key));
    }

    int whole(String key) {
        return ((Number) value(key)).intValue();
    }

    long wide(String key) {
        return ((Number) value(key)).longValue();
    }

    Optional<Integer> findWhole(String key) {
        return Optional.ofNullable((Number) keys.get(key)).map(Number::intValue);
    }

    double real(String key) {
        return ((Number) value(key)).doubleValue();
    }

    boolean flag(String key) {
        return (Boolean) value(key);
    }

    /** The list of texts under a key, empty when there is none. */
    List<String> texts(String key) {
        var texts = new ArrayList<String>();
        if (keys.get(key) instanceof List<?> list) {
            list.forEach(item -> {
                if (item instanceof String text) {
                    texts.add(text);
                }
            });
        }
        return texts;
    }

    List<?> list(String key) {
        return (List<?>) value(key);
    }

    @Nullable Object raw(String key) {
        return keys.get(key);
    }

    private Object value(String key) {
        var value = keys.get(key);
        if (value == null) {
            throw new IllegalStateException("the configuration tree lacks '" + key + "'");
        }
        return value;
    }
}
