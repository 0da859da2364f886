package ai.resolute.cli.context;

import ai.resolute.api.wire.Wire;
import ai.resolute.cli.output.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A configuration file and what is overridden of it. The master says what is wrong with its keys.
 */
public record ExperimentFile(Path file, String text) {
    public static ExperimentFile read(Path file) {
        try {
            return new ExperimentFile(file, Files.readString(file));
        } catch (IOException failed) {
            throw Failure.usage(
                    "Cannot read the configuration '" + file + "'.",
                    Files.exists(file)
                            ? String.valueOf(failed.getMessage())
                            : "there is no such file",
                    "name a file with the configuration, in YAML or JSON");
        }
    }

    /** Each override is KEY=VALUE: the key with dots for what is nested, the value as YAML. */
    public ExperimentFile with(List<String> overrides) {
        if (overrides.isEmpty()) {
            return this;
        }
        var tree = tree();
        for (var given : overrides) {
            var sign = given.indexOf('=');
            if (sign < 1) {
                throw Failure.usage(
                        "'--config " + given + "' is not KEY=VALUE.",
                        "",
                        "--config searcher.max_trials=8");
            }
            put(tree, given.substring(0, sign), parse(given.substring(sign + 1)));
        }
        return new ExperimentFile(file, Wire.text(tree));
    }

    /** For a test: one batch of one trial, validated and checkpointed, of which nothing is kept. */
    public ExperimentFile tested() {
        return new ExperimentFile(file, TestConfig.of(tree()));
    }

    /** Its keys and values. */
    public Map<String, @Nullable Object> tree() {
        if (!(parse(text) instanceof Map<?, ?> parsed)) {
            throw Failure.usage(
                    "Cannot use the configuration '" + file + "'.",
                    "it is not a mapping of keys to values",
                    "");
        }
        return copy(parsed);
    }

    private static void put(
            Map<String, @Nullable Object> tree, String key, @Nullable Object value) {
        var dot = key.indexOf('.');
        if (dot < 0) {
            tree.put(key, value);
            return;
        }
        var first = key.substring(0, dot);
        var inner = part(tree, first);
        put(inner, key.substring(dot + 1), value);
        tree.put(first, inner);
    }

    /** A copy of the mapping under a key; empty where there is none. */
    static Map<String, @Nullable Object> part(Map<String, @Nullable Object> tree, String key) {
        return copy(tree.get(key) instanceof Map<?, ?> map ? map : Map.of());
    }

    private static Map<String, @Nullable Object> copy(Map<?, ?> map) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }

    private @Nullable Object parse(String yaml) {
        try {
            var settings =
                    LoadSettings.builder()
                            .setSchema(new CoreSchema())
                            .setLabel(file.toString())
                            .build();
            return new Load(settings).loadFromString(yaml);
        } catch (YamlEngineException wrong) {
            throw Failure.usage(
                    "Cannot read the configuration '" + file + "'.",
                    String.valueOf(wrong.getMessage()),
                    "mend the YAML at that place");
        }
    }
}
