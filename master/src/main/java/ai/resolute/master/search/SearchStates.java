package ai.resolute.master.search;

import ai.resolute.master.id.RequestId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Search states as JSON values, to be saved with the experiment. */
public final class SearchStates {
    private SearchStates() {}

    public static Map<String, Object> encode(SearchState state) {
        return switch (state) {
            case Roster roster -> encode(roster);
        };
    }

    /**
     * The state that was saved.
     *
     * @param method the method that made it
     */
    public static SearchState decode(SearchMethod method, Map<String, Object> saved) {
        return switch (method.initial()) {
            case Roster _ -> decode(saved);
        };
    }

    private static Map<String, Object> encode(Roster roster) {
        var saved = new LinkedHashMap<String, Object>();
        saved.put(
                "open",
                roster.open().entrySet().stream()
                        .map(entry -> List.of(entry.getKey().toString(), entry.getValue()))
                        .toList());
        saved.put("created", roster.created());
        saved.put("closed", roster.closed());
        saved.put("errored", roster.errored());
        saved.put("replaced", roster.replaced());
        saved.put("over", roster.over());
        return saved;
    }

    private static Roster decode(Map<String, Object> saved) {
        var open = new LinkedHashMap<RequestId, Double>();
        for (var entry : (List<?>) field(saved, "open")) {
            var pair = (List<?>) entry;
            open.put(RequestId.parse((String) pair.get(0)), ((Number) pair.get(1)).doubleValue());
        }
        return new Roster(
                open,
                number(saved, "created"),
                number(saved, "closed"),
                number(saved, "errored"),
                number(saved, "replaced"),
                (Boolean) field(saved, "over"));
    }

    private static int number(Map<String, Object> saved, String name) {
        return ((Number) field(saved, name)).intValue();
    }

    private static Object field(Map<String, Object> saved, String name) {
        var value = saved.get(name);
        if (value == null) {
            throw new IllegalStateException("a saved search state lacks '" + name + "': " + saved);
        }
        return value;
    }
}
