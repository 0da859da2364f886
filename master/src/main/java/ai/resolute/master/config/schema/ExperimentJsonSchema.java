package ai.resolute.master.config.schema;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.config.shape.Schemas;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a configuration may be, as a JSON Schema for editors. */
public final class ExperimentJsonSchema {
    private static final ConfigDefaults ANYWHERE =
            new ConfigDefaults(Path.of("/"), Integer.MAX_VALUE, 0, "");

    private ExperimentJsonSchema() {}

    /** The schema of both generations; old keys are marked as deprecated. */
    public static JsonTree tree() {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Experiment configuration");
        schema.putAll(ExperimentSchema.of(ANYWHERE, false).schema());
        schema.remove("required");
        schema.put("$defs", Map.of("hyperparameter", SpaceSchema.nodeSchema()));
        return new JsonTree(new LinkedHashMap<String, @Nullable Object>(Schemas.sorted(schema)));
    }
}
