package ai.resolute.master.rest.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import ai.resolute.master.trial.Trial;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints over HTTP: reports, lists and their files. */
@ExtendWith(EitherDatabase.class)
class CheckpointRoutesTest {
    private TestMaster master;
    private TestCaller person;

    @TempDir Path directory;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        person = master.login("determined");
        storage = directory.resolve("storage");
        trial = master.runningTrial(CONFIG.formatted(storage));
    }

    @AfterEach
    void stop() {
        master.close();
    }

    private static final String CONFIG =
            """
            name: one
            entrypoint: train.py
            searcher: {name: single, metric: val_loss}
            checkpoint_storage: {type: shared_fs, host_path: %s}
            """;

    private Trial trial;
    private Path storage;

    private String report(int steps, Map<String, String> files) throws IOException {
        var uuid = UUID.randomUUID().toString();
        var resources = new LinkedHashMap<String, Object>();
        for (var file : files.entrySet()) {
            var path = storage.resolve(uuid).resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
            resources.put(file.getKey(), Integer.toString(file.getValue().length()));
        }
        master.worker(trial)
                .done(
                        "/api/v1/checkpoints",
                        Map.of(
                                "uuid",
                                uuid,
                                "task_id",
                                trial.origin().task().value(),
                                "allocation_id",
                                trial.allocation().value(),
                                "resources",
                                resources,
                                "metadata",
                                Map.of("steps_completed", steps),
                                "state",
                                "STATE_COMPLETED"));
        return uuid;
    }

    @Test
    void itsFilesComeInEachForm() throws Exception {
        var uuid = report(10, Map.of("model.keras", "weights", "code/train.py", "print(1)"));
        for (var form : Map.of("application/gzip", "-xzf", "application/x-tar", "-xf").entrySet()) {
            var answer = person.bytes("/checkpoints/" + uuid, form.getKey());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue(form.getKey());
            var archive = Files.write(directory.resolve("archive"), answer.body());
            var out = Files.createTempDirectory(directory, "out");
            var tar =
                    new ProcessBuilder(
                            "tar", form.getValue(), archive.toString(), "-C", out.toString());
            assertThat(tar.inheritIO().start().waitFor()).isZero();
            assertThat(out.resolve("model.keras")).hasContent("weights");
            assertThat(out.resolve("code/train.py")).hasContent("print(1)");
        }
        var zip =
                new ZipInputStream(
                        new ByteArrayInputStream(
                                person.bytes("/checkpoints/" + uuid, "application/zip").body()));
        assertThat(zip.getNextEntry().getName()).isEqualTo("code/train.py");
        assertThat(zip.readAllBytes()).asString().isEqualTo("print(1)");
    }

    @Test
    void whatCannotBeSentIsSaidBeforeTheFirstByte() throws Exception {
        var linked = report(10, Map.of("model", "x"));
        Files.createSymbolicLink(storage.resolve(linked).resolve("out"), Path.of("/etc/passwd"));
        assertThat(person.get("/checkpoints/" + linked).status()).isEqualTo(409);
        var gone = report(20, Map.of("model", "x"));
        Files.delete(storage.resolve(gone).resolve("model"));
        Files.delete(storage.resolve(gone));
        assertThat(person.get("/checkpoints/" + gone).status()).isEqualTo(404);
        assertThat(person.get("/checkpoints/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(person.get("/checkpoints/x").status()).isEqualTo(400);
        assertThat(person.get("/api/v1/checkpoints/x").status()).isEqualTo(400);
    }

    @Test
    void listsAreSortedAndComeInParts() throws Exception {
        var first = report(10, Map.of("a", "1"));
        var second = report(20, Map.of("a", "22"));
        var path = "/api/v1/trials/" + trial.id() + "/checkpoints?";
        assertThat(uuids(path)).containsExactly(second, first);
        assertThat(uuids(path + "sortByAttr=SORT_BY_BATCH_NUMBER")).containsExactly(first, second);
        assertThat(uuids(path + "sortByAttr=SORT_BY_BATCH_NUMBER&orderBy=ORDER_BY_DESC&limit=1"))
                .containsExactly(second);
        assertThat(uuids(path + "states=STATE_DELETED")).isEmpty();
        assertThat(uuids("/api/v1/experiments/1/checkpoints")).hasSize(2);
    }

    @Test
    void oneIsToldWithItsTrainingAndItsSizesAsText() throws Exception {
        var uuid = report(10, Map.of("a", "1"));
        var answer = person.read("/api/v1/checkpoints/" + uuid);
        assertThat(answer.at("checkpoint.resources.a")).isEqualTo("1");
        assertThat(answer.at("checkpoint.state")).isEqualTo("STATE_COMPLETED");
        assertThat(answer.number("checkpoint.training.trialId")).isEqualTo(1);
        assertThat(answer.number("checkpoint.metadata.steps_completed")).isEqualTo(10);
    }

    private List<String> uuids(String path) {
        var found = (List<?>) person.read(path).at("checkpoints");
        return found.stream().map(one -> (String) ((Map<?, ?>) one).get("uuid")).toList();
    }
}
