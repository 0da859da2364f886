package ai.resolute.master.search.method;

import ai.resolute.master.id.RequestId;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What became different from one value to the next, as a JSON object: {@code is} a new value,
 * {@code of} components of a record, {@code at} places of a list or keys of a map, {@code cut}
 * stretches of a list, {@code gone} and {@code more} members of a map or set.
 */
final class StateChange {
    private final StateCodec codec;

    StateChange(StateCodec codec) {
        this.codec = codec;
    }

    /** Empty when nothing became different. */
    @SuppressWarnings("ReferenceEquality") // Only a short way: what is equal is found equal below.
    Optional<Map<String, Object>> between(Type type, Object before, Object after) {
        if (before == after) {
            return Optional.empty();
        }
        return switch (before) {
            case Record record when record.getClass() == after.getClass() ->
                    ofRecord(record, after);
            case List<?> list -> ofList(type, list, (List<?>) after);
            case Set<?> set when StateCodec.argument(type, 0) == RequestId.class ->
                    ofSet(type, set, (Set<?>) after);
            case Map<?, ?> map when StateCodec.argument(type, 0) == RequestId.class ->
                    ofMap(type, map, (Map<?, ?>) after);
            default -> before.equals(after) ? Optional.empty() : Optional.of(is(type, after));
        };
    }

    private Map<String, Object> is(Type type, Object value) {
        return Map.of("is", codec.encode(type, value));
    }

    private Optional<Map<String, Object>> ofRecord(Record before, Object after) {
        if (before instanceof RequestId) {
            return before.equals(after)
                    ? Optional.empty()
                    : Optional.of(is(RequestId.class, after));
        }
        var parts = new LinkedHashMap<String, Object>();
        for (var part : RecordShape.of(before.getClass()).parts()) {
            between(part.type(), part.read(before), part.read(after))
                    .ifPresent(change -> parts.put(part.name(), change));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(Map.of("of", parts));
    }

    private Optional<Map<String, Object>> ofList(Type type, List<?> before, List<?> after) {
        var items = StateCodec.argument(type, 0);
        if (before.size() != after.size()) {
            return Optional.of(Map.of("cut", new Cuts(items, before, after).found()));
        }
        var places = new ArrayList<List<Object>>();
        for (var i = 0; i < before.size(); i++) {
            var place = i;
            between(items, before.get(i), after.get(i))
                    .ifPresent(change -> places.add(List.of(place, change)));
        }
        return places.isEmpty() ? Optional.empty() : Optional.of(Map.of("at", places));
    }

    private Optional<Map<String, Object>> ofSet(Type type, Set<?> before, Set<?> after) {
        var gone = before.stream().filter(member -> !after.contains(member)).toList();
        var stayed = before.size() - gone.size();
        if (!before.stream()
                .filter(after::contains)
                .toList()
                .equals(after.stream().limit(stayed).toList())) {
            return Optional.of(is(type, after));
        }
        var more = after.stream().skip(stayed).toList();
        return gone.isEmpty() && more.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Map.of(
                                "gone", codec.encodeAll(RequestId.class, gone),
                                "more", codec.encodeAll(RequestId.class, more)));
    }

    private Optional<Map<String, Object>> ofMap(Type type, Map<?, ?> before, Map<?, ?> after) {
        var values = StateCodec.argument(type, 1);
        var gone = new ArrayList<Object>();
        var at = new ArrayList<List<Object>>();
        var rest = after.entrySet().iterator();
        for (var entry : before.entrySet()) {
            var key = Objects.requireNonNull(entry.getKey());
            if (!after.containsKey(key)) {
                gone.add(key.toString());
                continue;
            }
            var same = rest.next();
            if (!key.equals(same.getKey())) {
                return Optional.of(is(type, after));
            }
            between(
                            values,
                            Objects.requireNonNull(entry.getValue()),
                            Objects.requireNonNull(same.getValue()))
                    .ifPresent(change -> at.add(List.of(key.toString(), change)));
        }
        var more = new ArrayList<List<Object>>();
        rest.forEachRemaining(entry ->
                more.add(
                        List.of(
                                entry.getKey().toString(),
                                codec.encode(values, Objects.requireNonNull(entry.getValue())))));
        return gone.isEmpty() && at.isEmpty() && more.isEmpty()
                ? Optional.empty()
                : Optional.of(Map.of("gone", gone, "at", at, "more", more));
    }

    /** The value that a change makes of the one before it. */
    Object applied(Type type, Object before, Map<?, ?> change) {
        var value = change.get("is");
        if (value != null) {
            return codec.decode(type, value, "is");
        }
        return switch (before) {
            case Record record -> record(record, part(change, "of"));
            case List<?> list when change.get("cut") instanceof List<?> cuts ->
                    cut(StateCodec.argument(type, 0), list, cuts);
            case List<?> list -> list(StateCodec.argument(type, 0), list, items(change, "at"));
            case Set<?> set -> set(set, change);
            case Map<?, ?> map -> map(StateCodec.argument(type, 1), map, change);
            default -> throw new IllegalStateException("no change of " + before + ": " + change);
        };
    }

    private Object record(Record before, Map<?, ?> parts) {
        var shape = RecordShape.of(before.getClass());
        var values = new ArrayList<Object>();
        for (var part : shape.parts()) {
            var value = part.read(before);
            values.add(
                    parts.get(part.name()) instanceof Map<?, ?> change
                            ? applied(part.type(), value, change)
                            : value);
        }
        return shape.make(values);
    }

    private Object list(Type type, List<?> before, List<?> places) {
        var after = new ArrayList<Object>(before);
        for (var item : places) {
            var place = (List<?>) item;
            var index = ((Number) place.get(0)).intValue();
            after.set(index, applied(type, after.get(index), (Map<?, ?>) place.get(1)));
        }
        return after;
    }

    private Object cut(Type type, List<?> before, List<?> cuts) {
        var after = new ArrayList<Object>();
        var next = 0;
        for (var item : cuts) {
            var cut = (List<?>) item;
            var from = ((Number) cut.get(0)).intValue();
            after.addAll(before.subList(next, from));
            ((List<?>) cut.get(2)).forEach(one -> after.add(codec.decode(type, one, "cut")));
            next = from + ((Number) cut.get(1)).intValue();
        }
        after.addAll(before.subList(next, before.size()));
        return after;
    }

    private Object set(Set<?> before, Map<?, ?> change) {
        var after = new LinkedHashSet<Object>(before);
        items(change, "gone").forEach(gone -> after.remove(RequestId.parse((String) gone)));
        items(change, "more").forEach(more -> after.add(RequestId.parse((String) more)));
        return after;
    }

    private Object map(Type values, Map<?, ?> before, Map<?, ?> change) {
        var after = new LinkedHashMap<Object, Object>(before);
        items(change, "gone").forEach(gone -> after.remove(RequestId.parse((String) gone)));
        for (var item : items(change, "at")) {
            var pair = (List<?>) item;
            after.computeIfPresent(
                    RequestId.parse((String) pair.get(0)),
                    (_, value) -> applied(values, value, (Map<?, ?>) pair.get(1)));
        }
        for (var item : items(change, "more")) {
            var pair = (List<?>) item;
            after.put(
                    RequestId.parse((String) pair.get(0)),
                    codec.decode(values, pair.get(1), "more"));
        }
        return after;
    }

    private static Map<?, ?> part(Map<?, ?> change, String name) {
        return change.get(name) instanceof Map<?, ?> found ? found : Map.of();
    }

    private static List<?> items(Map<?, ?> change, String name) {
        return change.get(name) instanceof List<?> found ? found : List.of();
    }

    /**
     * Stretches of a list that were cut out, each with what came in its place: few items put in,
     * taken out or replaced are found as such; of more, all up to the common end is one stretch.
     */
    private final class Cuts {
        private final Type items;
        private final List<?> before;
        private final List<?> after;
        private final List<List<Object>> found = new ArrayList<>();
        private int i;
        private int j;

        Cuts(Type items, List<?> before, List<?> after) {
            this.items = items;
            this.before = before;
            this.after = after;
        }

        List<List<Object>> found() {
            while (true) {
                while (same(0, 0)) {
                    i++;
                    j++;
                }
                if (i == before.size() || j == after.size()) {
                    return last(before.size() - i, after.size() - j);
                }
                if (same(0, 1)) {
                    cut(0, 1);
                } else if (same(1, 0)) {
                    cut(1, 0);
                } else if (same(1, 1)) {
                    cut(1, 1);
                } else {
                    var end = commonEnd();
                    return last(before.size() - i - end, after.size() - j - end);
                }
            }
        }

        private boolean same(int left, int right) {
            return i + left < before.size()
                    && j + right < after.size()
                    && before.get(i + left).equals(after.get(j + right));
        }

        private int commonEnd() {
            var most = Math.min(before.size() - i, after.size() - j);
            var end = 0;
            while (end < most
                    && before.get(before.size() - 1 - end)
                            .equals(after.get(after.size() - 1 - end))) {
                end++;
            }
            return end;
        }

        private List<List<Object>> last(int out, int in) {
            if (out > 0 || in > 0) {
                cut(out, in);
            }
            return found;
        }

        private void cut(int out, int in) {
            found.add(List.of(i, out, codec.encodeAll(items, after.subList(j, j + in))));
            i += out;
            j += in;
        }
    }
}
