package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema in the documentation is the one that the rules describe. */
final class ExperimentSchemaTest {
    private static final Path FILE = Path.of("../docs/reference/experiment.schema.json");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Run with {@code -Dwrite.schema=true} to write it anew. */
    @Test
    void theCommittedSchemaIsUpToDate() throws IOException {
        var text = JSON.writeValueAsString(ExperimentConfigs.schema().root()) + "\n";
        if (Boolean.getBoolean("write.schema")) {
            Files.writeString(FILE, text);
        }
        assertThat(Files.readString(FILE)).isEqualTo(text);
    }

    @Test
    void everyKeyOfAConfigurationIsInTheSchema() {
        var schema = ExperimentConfigs.schema().root();
        var known =
                new TreeSet<>(
                        ((Map<?, ?>) schema.get("properties"))
                                .keySet().stream().map(String::valueOf).toList());
        var config =
                ExperimentConfigs.parse("entrypoint: train.py", ExperimentConfigsTest.DEFAULTS);
        assertThat(known).containsAll(config.tree().root().keySet()).contains("batches_per_step");
        assertThat(schema.toString())
                .contains("hyperparameter", "median_stopping", "exclusiveMinimum");
    }
}
