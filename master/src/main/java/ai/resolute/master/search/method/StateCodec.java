package ai.resolute.master.search.method;

import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchState;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON values, by their components. Maps from requests are lists of pairs, which keeps
 * their order; maps from texts are JSON already. A state carries its {@code kind}.
 */
final class StateCodec {
    private static final String KIND = "kind";

    private final Map<String, Class<? extends SearchState>> kinds;
    private final String oldest;

    /**
     * For these states.
     *
     * @param oldest the kind of states that were saved without one
     */
    StateCodec(Map<String, Class<? extends SearchState>> kinds, String oldest) {
        this.kinds = kinds;
        this.oldest = oldest;
    }

    Map<String, Object> encode(Record record) {
        var saved = new LinkedHashMap<String, Object>();
        if (record instanceof SearchState state) {
            saved.put(KIND, kindOf(state));
        }
        for (var part : RecordShape.of(record.getClass()).parts()) {
            saved.put(part.name(), encode(part.type(), part.read(record)));
        }
        return saved;
    }

    SearchState decode(Map<?, ?> saved) {
        var kind = saved.get(KIND) instanceof String said ? said : oldest;
        var type = kinds.get(kind);
        if (type == null) {
            throw new IllegalStateException("a saved search state is of the kind " + kind);
        }
        return (SearchState) record(type, saved);
    }

    private String kindOf(SearchState state) {
        return kinds.entrySet().stream()
                .filter(entry -> entry.getValue() == state.getClass())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no kind: " + state.getClass()));
    }

    Object encode(Type type, Object value) {
        return switch (value) {
            case RequestId id -> id.toString();
            case Enum<?> word -> word.name();
            case Record record -> encode(record);
            case Collection<?> items -> encodeAll(argument(type, 0), items);
            case Map<?, ?> map when argument(type, 0) == RequestId.class -> pairs(type, map);
            default -> value;
        };
    }

    List<Object> encodeAll(Type type, Collection<?> items) {
        return items.stream().map(item -> encode(type, item)).toList();
    }

    private List<?> pairs(Type type, Map<?, ?> map) {
        return map.entrySet().stream()
                .map(entry ->
                        List.of(
                                entry.getKey().toString(),
                                encode(argument(type, 1), entry.getValue())))
                .toList();
    }

    Object decode(Type type, @Nullable Object saved, String name) {
        if (saved == null) {
            throw new IllegalStateException("a saved search state lacks '" + name + "'");
        }
        return switch (type) {
            case Class<?> plain -> decodePlain(plain, saved);
            case ParameterizedType list when list.getRawType() == List.class ->
                    decodeAll(list, saved, name);
            case ParameterizedType set when set.getRawType() == Set.class ->
                    new LinkedHashSet<>(decodeAll(set, saved, name));
            case ParameterizedType map when argument(type, 0) == RequestId.class -> {
                var read = new LinkedHashMap<RequestId, Object>();
                for (var item : (List<?>) saved) {
                    var pair = (List<?>) item;
                    read.put(
                            RequestId.parse((String) pair.get(0)),
                            decode(argument(map, 1), pair.get(1), name));
                }
                yield read;
            }
            default -> saved;
        };
    }

    private List<Object> decodeAll(Type type, Object saved, String name) {
        return ((List<?>) saved)
                .stream().map(item -> decode(argument(type, 0), item, name)).toList();
    }

    private Object decodePlain(Class<?> type, Object saved) {
        return switch (saved) {
            case Map<?, ?> state when SearchState.class.isAssignableFrom(type) -> decode(state);
            // Journals of the first versions.
            case Map<?, ?> id when type == RequestId.class ->
                    RequestId.parse(String.valueOf(id.get("value")));
            case Map<?, ?> record when type.isRecord() -> record(type, record);
            case String id when type == RequestId.class -> RequestId.parse(id);
            case String word when type.isEnum() -> constant(type, word);
            case Number number when type == int.class || type == Integer.class -> number.intValue();
            case Number number when type == long.class -> number.longValue();
            case Number number when type == double.class || type == Double.class ->
                    number.doubleValue();
            default -> saved;
        };
    }

    private static Object constant(Class<?> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " has no " + word));
    }

    Object record(Class<?> type, Map<?, ?> saved) {
        var shape = RecordShape.of(type);
        var values = new ArrayList<Object>();
        for (var part : shape.parts()) {
            values.add(decode(part.type(), saved.get(part.name()), part.name()));
        }
        return shape.make(values);
    }

    static Type argument(Type type, int index) {
        return type instanceof ParameterizedType generic
                ? generic.getActualTypeArguments()[index]
                : Object.class;
    }
}
