package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/reference/configuration.md names every key there is. */
final class ConfigurationReferenceTest {
    @Test
    void everyKeyIsInTheReference() throws IOException {
        var reference = Files.readString(Path.of("../docs/reference/configuration.md"));
        var keys =
                SchemaKeys.all().stream()
                        .map(key -> key.substring(key.lastIndexOf('.') + 1))
                        .filter(key -> !key.equals("*"))
                        .collect(Collectors.toSet());
        assertThat(keys).hasSizeGreaterThan(100);
        assertThat(keys)
                .filteredOn(key -> !reference.matches("(?s).*[`{.]" + key + "\\b.*"))
                .isEmpty();
    }
}
