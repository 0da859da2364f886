package ai.resolute.master.config;

import ai.resolute.master.config.fault.Fault;
import ai.resolute.master.config.fault.InvalidConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads YAML by the 1.2 core rules, of which JSON is a subset. */
public final class Yaml {
    private static final int DEPTH = 100;
    private static final int ALIASES = 100;
    private static final int VALUES = 200_000;

    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setLabel("the configuration")
                    .setSchema(new CoreSchema())
                    .setAllowDuplicateKeys(false)
                    .setMaxAliasesForCollections(ALIASES)
                    .build();

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private int values;

    private Yaml() {}

    /**
     * The one document in the text: null, string, number, boolean, list, or map with string keys.
     *
     * @throws InvalidConfigException with the line of the fault
     */
    public static @Nullable Object parse(String text) {
        return json(text).orElseGet(() -> yaml(text));
    }

    /** Programs send JSON; its reader is stricter about depth and laxer about escapes. */
    private static Optional<Object> json(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(new Yaml().plain(JSON.readValue(text, Object.class), 0));
        } catch (JacksonException notJson) {
            return Optional.empty();
        }
    }

    private static @Nullable Object yaml(String text) {
        try {
            checkDepth(text);
            return new Yaml().plain(new Load(SETTINGS).loadFromString(text), 0);
        } catch (MarkedYamlEngineException malformed) {
            throw fault(sentence(malformed), "Correct that line.");
        } catch (YamlEngineException malformed) {
            throw fault("is not YAML: " + malformed.getMessage() + ".", "Correct it.");
        }
    }

    private static String sentence(MarkedYamlEngineException malformed) {
        var where =
                malformed
                        .getProblemMark()
                        .map(mark ->
                                ", line "
                                        + (mark.getLine() + 1)
                                        + " column "
                                        + (mark.getColumn() + 1))
                        .orElse("");
        return "is not YAML" + where + ": " + malformed.getProblem() + ".";
    }

    /** Composing is recursive, this is not: a document that would overflow the stack ends here. */
    private static void checkDepth(String text) {
        var depth = 0;
        var aliases = 0;
        for (var event : new Parse(SETTINGS).parseString(text)) {
            depth += event instanceof CollectionStartEvent ? 1 : 0;
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
            aliases += event instanceof AliasEvent ? 1 : 0;
            if (depth > DEPTH || aliases > ALIASES) {
                throw tooLarge();
            }
        }
    }

    /** A copy without aliases, whose keys are strings. */
    private @Nullable Object plain(@Nullable Object value, int depth) {
        if (++values > VALUES || depth > DEPTH) {
            throw tooLarge();
        }
        return switch (value) {
            case Map<?, ?> map -> plainMap(map, depth);
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>();
                list.forEach(item -> copy.add(plain(item, depth + 1)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    private Map<String, @Nullable Object> plainMap(Map<?, ?> map, int depth) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        for (var entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw fault("has the key " + entry.getKey() + ", which is not text.", "Quote it.");
            }
            copy.put(key, plain(entry.getValue(), depth + 1));
        }
        return copy;
    }

    private static InvalidConfigException tooLarge() {
        var what = "is nested deeper than " + DEPTH + " levels or expands without end.";
        return fault(what, "Use fewer levels and aliases.");
    }

    private static InvalidConfigException fault(String what, String todo) {
        return new InvalidConfigException(List.of(new Fault("", "the document " + what, todo)));
    }
}
