package ai.resolute.master.config;

import ai.resolute.master.search.method.Searches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.json.JsonMapper;

/** Good configurations, and what may be done to them at random. */
public final class Mutations {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String REST =
            """
            labels: [a]
            hyperparameters:
              lr: {type: log, base: 10, minval: -4, maxval: -1, count: 2}
              n: {units: {type: int, minval: 8, maxval: 64, count: 3}, c: 3}
              act: {type: categorical, vals: [a, b]}
            bind_mounts: [{host_path: /a, container_path: b}]
            log_policies: [{pattern: x, action: cancel_retries}]
            data_layer: {type: shared_fs, host_storage_path: /a}
            environment: {environment_variables: [A=1], proxy_ports: [{proxy_port: 80}]}
            """;
    private static final List<Object> VALUES =
            Arrays.asList(
                    null,
                    true,
                    0,
                    1,
                    -1,
                    2,
                    0.5,
                    1e300,
                    3_000_000_000L,
                    Double.MAX_VALUE,
                    "",
                    "x",
                    "random",
                    "1e-3",
                    "/a\u0000b",
                    "ü".repeat(3000),
                    List.of(),
                    List.of(1, "a"),
                    Map.of(),
                    Map.of("type", "int"),
                    Map.of("batches", 3),
                    Map.of("x", List.of(Map.of())));

    private static final List<Map<String, Object>> GOOD =
            Searches.ALL.stream()
                    .map(searcher -> Searches.config("searcher: " + searcher + "\n" + REST))
                    .map(config -> copy(config.tree().root()))
                    .toList();

    private Mutations() {}

    /** One with each kind of search, in the words that the master itself uses. */
    public static List<Map<String, Object>> good() {
        return GOOD;
    }

    /** The text of a good one, of which up to three things are changed. */
    public static String text(Random dice) {
        var tree = copy(GOOD.get(dice.nextInt(GOOD.size())));
        for (int n = 1 + dice.nextInt(3); n > 0; n--) {
            change(tree, one(tree.keySet(), dice), dice);
        }
        return text(tree);
    }

    static String text(Map<String, Object> tree) {
        return JSON.writeValueAsString(tree);
    }

    /** Changes something at this key, or further below. */
    static void change(Map<String, Object> tree, String key, Random dice) {
        var deeper = dice.nextInt(5) > 0;
        if (deeper && tree.get(key) instanceof Map<?, ?> inner && !inner.isEmpty()) {
            var below = object(inner);
            change(below, one(below.keySet(), dice), dice);
        } else if (deeper && tree.get(key) instanceof List<?> items && !items.isEmpty()) {
            changeItem(list(items), dice);
        } else {
            switch (dice.nextInt(4)) {
                case 0 -> tree.remove(key);
                case 1 -> tree.put(key + "s", value(dice));
                default -> tree.put(key, value(dice));
            }
        }
    }

    /** All that follow by one null instead of what is there, at the top and one level below. */
    static List<Map<String, Object>> withNulls(Map<String, Object> tree) {
        var nulled = new ArrayList<Map<String, Object>>();
        tree.forEach((key, value) -> {
            var copy = copy(tree);
            copy.put(key, null);
            nulled.add(copy);
            if (value instanceof Map<?, ?> inner) {
                inner.keySet()
                        .forEach(below -> {
                            var deeper = copy(tree);
                            object((Map<?, ?>) deeper.get(key)).put((String) below, null);
                            nulled.add(deeper);
                        });
            }
        });
        return nulled;
    }

    private static void changeItem(List<Object> items, Random dice) {
        var at = dice.nextInt(items.size());
        if (items.get(at) instanceof Map<?, ?> inner && !inner.isEmpty()) {
            var below = object(inner);
            change(below, one(below.keySet(), dice), dice);
        } else {
            items.set(at, value(dice));
        }
    }

    private static String one(Collection<String> keys, Random dice) {
        return keys.isEmpty() ? "x" : List.copyOf(keys).get(dice.nextInt(keys.size()));
    }

    private static Object value(Random dice) {
        return copied(VALUES.get(dice.nextInt(VALUES.size())));
    }

    static Map<String, Object> copy(Map<?, ?> tree) {
        var copy = new LinkedHashMap<String, Object>();
        tree.forEach((key, value) -> copy.put((String) key, copied(value)));
        return copy;
    }

    private static Object copied(Object value) {
        return switch (value) {
            case Map<?, ?> map -> copy(map);
            case List<?> list -> {
                var items = new ArrayList<Object>();
                list.forEach(item -> items.add(copied(item)));
                yield items;
            }
            case null, default -> value;
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(List<?> items) {
        return (List<Object>) items;
    }
}
