package ai.resolute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
    private static final String MODEL =
            """
            {"id":3,"name":"my digits","description":"ten","numVersions":1,"username":"ada","notes":"",
             "lastUpdatedTime":"2026-01-31T12:00:00Z","archived":false,"metadata":{"accuracy":0.9}}
            """;

    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @AfterEach
    void close() {
        master.close();
    }

    private Ran det(String... arguments) {
        return Ran.det(home, master, arguments);
    }

    @Test
    void modelsAreListedAndDescribed() {
        master.on("GET /api/v1/models", "{\"models\":[" + MODEL + "]}");
        assertThat(det("model", "list").out()).contains("my digits").contains("ada");
        assertThat(det("model", "list", "--json").out()).contains("\"versions\": 1");
        master.on("GET /api/v1/models/my%20digits", "{\"model\":" + MODEL + "}");
        master.on("GET /api/v1/models/my%20digits/versions", versions());
        assertThat(det("model", "describe", "my digits").out())
                .contains("model my digits")
                .contains("accuracy 0.9")
                .contains("good");
        assertThat(det("model", "list-versions", "my digits").out()).contains("good");
    }

    @Test
    void aModelIsMadeAndGetsAVersion() {
        master.on("POST /api/v1/models", "{\"model\":" + MODEL + "}");
        assertThat(det("model", "create", "digits", "--description", "ten").out())
                .isEqualTo("Created model digits\n");
        assertThat(master.asked().getLast().body()).contains("\"description\":\"ten\"");
        master.on("POST /api/v1/models/digits/versions", "{\"modelVersion\":" + version() + "}");
        assertThat(det("model", "register-version", "digits", "good").out())
                .isEqualTo("Registered version 2 of model digits\n");
        assertThat(master.asked().getLast().body()).contains("\"checkpointUuid\":\"good\"");
    }

    @Test
    void nothingIsForgottenUnasked() {
        master.on("DELETE /api/v1/models/digits", "{}");
        master.on("DELETE /api/v1/models/digits/versions/2", "{}");
        assertThat(det("model", "delete", "digits").status()).isEqualTo(2);
        assertThat(det("model", "delete-version", "digits", "2").status()).isEqualTo(2);
        assertThat(master.lines()).noneMatch(line -> line.startsWith("DELETE"));
        assertThat(det("model", "delete-version", "digits", "2", "-y").out())
                .isEqualTo("Deleted version 2 of model digits\n");
        assertThat(det("model", "delete", "digits", "--yes").out())
                .isEqualTo("Deleted model digits\n");
    }

    private static String versions() {
        return "{\"modelVersions\":[" + version() + "]}";
    }

    private static String version() {
        return "{\"version\":2,\"comment\":\"\",\"creationTime\":\"2026-01-31T12:00:00Z\",\"checkpoint\":"
                + Wire038.checkpoint("good", "0.9")
                + "}";
    }

    @Test
    void modelsAreArchivedAndShownAgain() {
        master.on("POST /api/v1/models/a%20b/archive", "{}");
        master.on("POST /api/v1/models/c/archive", "{}");
        master.on("POST /api/v1/models/c/unarchive", "{}");
        assertThat(det("model", "archive", "a b", "c").out())
                .isEqualTo("Archived model a b\nArchived model c\n");
        assertThat(det("model", "unarchive", "c").out()).isEqualTo("Unarchived model c\n");
    }
}
