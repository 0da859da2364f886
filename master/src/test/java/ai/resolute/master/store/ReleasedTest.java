package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What was released stays as it is, and has a database that it is tried on. */
final class ReleasedTest {
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

    @Test
    void aReleasedMigrationIsNeverEdited() throws Exception {
        assertThat(Released.all()).isNotEmpty();
        for (var released : Released.all()) {
            assertThat(MIGRATIONS.resolve(released.file())).exists();
            assertThat(digest(MIGRATIONS.resolve(released.file())))
                    .as(
                            "%s was released: databases have run it as it was. Undo the change and write a new migration.",
                            released.file())
                    .isEqualTo(released.sha256());
        }
    }

    @Test
    void everyMigrationButTheNewestIsReleased() throws IOException {
        try (var files = Files.list(MIGRATIONS)) {
            var known = Released.all().stream().map(Released::file).toList();
            var missing =
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> !known.contains(file))
                            .toList();
            assertThat(missing)
                    .as("run scripts/schema-dump COMMIT with the last commit of each older one")
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void everyReleasedSchemaHasADatabaseThatWasFilledByItsMaster() {
        assertThat(Released.all())
                .extracting(Released::version)
                .doesNotHaveDuplicates()
                .allSatisfy(
                        version -> assertThat(Released.rows(version)).contains("INSERT INTO users"))
                .filteredOn(version -> version > 1)
                .allSatisfy(
                        version -> assertThat(Released.answers(version)).hasSizeGreaterThan(10));
    }

    private static String digest(Path file) throws Exception {
        var text = Files.readString(file).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    }
}
