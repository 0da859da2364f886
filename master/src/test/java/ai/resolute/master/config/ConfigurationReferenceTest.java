package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** docs/reference/configuration.md names every key there is. */
final class ConfigurationReferenceTest {
    @Test
    void everyKeyIsInTheReference() throws IOException {
        var reference = Files.readString(Path.of("../docs/reference/configuration.md"));
        var text = "searcher: {name: random, metric: a, max_trials: 1}\nentrypoint: train.py";
        var keys = new TreeSet<String>();
        collect(ExperimentConfigs.parse(text, ExperimentConfigsTest.DEFAULTS).tree().root(), keys);
        assertThat(keys).hasSizeGreaterThan(80);
        assertThat(keys)
                .allSatisfy(key -> assertThat(reference).containsPattern("[`{.]" + key + "\\b"));
    }

    private static void collect(Map<?, ?> tree, Set<String> keys) {
        tree.forEach((key, value) -> {
            keys.add((String) key);
            if (value instanceof Map<?, ?> inner) {
                collect(inner, keys);
            }
        });
    }
}
