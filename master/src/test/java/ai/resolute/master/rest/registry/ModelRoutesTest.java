package ai.resolute.master.rest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import ai.resolute.master.trial.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Models, policies and pins over HTTP. */
@ExtendWith(EitherDatabase.class)
class ModelRoutesTest {
    @TempDir Path directory;
    private TestMaster master;
    private TestCaller person;
    private Trial trial;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        person = master.login("determined");
        trial = master.runningTrial(TestCluster.SINGLE);
    }

    @AfterEach
    void stop() {
        master.close();
    }

    @Test
    void aModelIsMadeFoundChangedAndForgotten() {
        var made = person.done("/api/v1/models", Map.of("name", "digits", "labels", List.of("x")));
        assertThat(made.at("model.name")).isEqualTo("digits");
        assertThat(made.at("model.username")).isEqualTo("determined");
        assertThat(made.number("model.numVersions")).isZero();
        assertThat(person.send("POST", "/api/v1/models", "{\"name\":\"digits\"}").status())
                .isEqualTo(409);
        person.done("/api/v1/models", Map.of("name", "letters"));
        assertThat(names("")).containsExactly("digits", "letters");
        assertThat(names("?name=DIG")).containsExactly("digits");
        assertThat(names("?labels=x")).containsExactly("digits");
        assertThat(names("?sortBy=SORT_BY_NAME&orderBy=ORDER_BY_DESC&limit=1"))
                .containsExactly("letters");
        assertThat(person.read("/api/v1/model/labels").at("labels")).isEqualTo(List.of("x"));
        var patched =
                person.send(
                        "PATCH",
                        "/api/v1/models/digits",
                        "{\"description\":\"of ten\",\"metadata\":{\"a\":1}}");
        assertThat(patched.at("model.description")).isEqualTo("of ten");
        assertThat(patched.at("model.labels")).isEqualTo(List.of("x"));
        person.done("/api/v1/models/digits/archive", Map.of());
        assertThat(names("?archived=false")).containsExactly("letters");
        assertThat(person.send("DELETE", "/api/v1/models/digits", "").status()).isEqualTo(200);
        assertThat(person.get("/api/v1/models/digits").status()).isEqualTo(404);
    }

    @Test
    void aVersionKeepsItsCheckpointWhateverIsAsked() {
        person.done("/api/v1/models", Map.of("name", "digits"));
        var uuid = checkpoint(10);
        checkpoint(20);
        var version =
                person.done(
                        "/api/v1/models/digits/versions",
                        Map.of("checkpointUuid", uuid, "comment", "good"));
        assertThat(version.number("modelVersion.version")).isEqualTo(1);
        assertThat(version.at("modelVersion.checkpoint.uuid")).isEqualTo(uuid);
        assertThat(version.at("modelVersion.model.name")).isEqualTo("digits");
        var listed = person.read("/api/v1/models/digits/versions");
        assertThat((List<?>) listed.at("modelVersions")).hasSize(1);
        assertThat(listed.number("pagination.total")).isEqualTo(1);
        var delete = "{\"checkpointUuids\":[\"" + uuid + "\"]}";
        var refused = person.send("DELETE", "/api/v1/checkpoints", delete);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("in the model registry and cannot be deleted");
        var none = Map.of("saveExperimentBest", 0, "saveTrialBest", 0, "saveTrialLatest", 0);
        person.done("/api/v1/experiments/1/gc-policy", none);
        master.cluster.settle();
        assertThat(state(uuid)).isEqualTo(Checkpoint.State.COMPLETED);
        person.send("DELETE", "/api/v1/models/digits/versions/1", "");
        assertThat(person.send("DELETE", "/api/v1/checkpoints", delete).status()).isEqualTo(200);
        assertThat(state(uuid)).isEqualTo(Checkpoint.State.DELETED);
    }

    @Test
    void aPolicyIsForetoldInBothWordingsAndSetByOne() {
        var uuid = checkpoint(10);
        checkpoint(20);
        var path = "/api/v1/experiments/1/gc-policy";
        var dry = person.done(path, Map.of("saveTrialBest", 0, "dryRun", true));
        assertThat(dry.at("applied")).isEqualTo(false);
        assertThat(dry.at("bytes")).isEqualTo("3");
        var told =
                person.read(
                        "/experiments/1/preview_gc?save_experiment_best=0&save_trial_best=0&save_trial_latest=1");
        var going = (Map<?, ?>) ((List<?>) told.at("checkpoints")).getFirst();
        assertThat(going.get("UUID")).isEqualTo(uuid);
        assertThat(told.at("metric_name")).isEqualTo("val_loss");
        assertThat(state(uuid)).isEqualTo(Checkpoint.State.COMPLETED);
        assertThat(person.send("POST", path, "{\"saveTrialBest\":-1}").status()).isEqualTo(400);
        person.done(path, Map.of("saveTrialBest", 0));
        master.cluster.settle();
        assertThat(state(uuid)).isEqualTo(Checkpoint.State.DELETED);
        var patch = "{\"checkpointStorage\":{\"saveTrialLatest\":7}}";
        assertThat(person.send("PATCH", "/api/v1/experiments/1", patch).status()).isEqualTo(200);
        var config = person.read("/api/v1/experiments/1");
        assertThat(config.number("config.checkpoint_storage.save_trial_latest")).isEqualTo(7);
        assertThat(config.number("config.checkpoint_storage.save_trial_best")).isZero();
    }

    @Test
    void peopleWriteMetadataAndPinAndOthersTellWhatIsLeft() {
        var uuid = checkpoint(10);
        var one = "/api/v1/checkpoints/" + uuid;
        var written =
                person.done(
                        one + "/metadata",
                        Map.of("checkpoint", Map.of("metadata", Map.of("a", 1))));
        assertThat(written.at("checkpoint.metadata")).isEqualTo(Map.of("a", 1L));
        assertThat(person.done(one + "/pin", Map.of()).at("checkpoint.pinned")).isEqualTo(true);
        assertThat(person.done(one + "/unpin", Map.of()).at("checkpoint.pinned")).isEqualTo(false);
        var left =
                "{\"checkpoints\":[{\"uuid\":\"" + uuid + "\",\"resources\":{\"resources\":%s}}]}";
        var worker = master.worker(trial);
        worker.send("PATCH", "/api/v1/checkpoints", left.formatted("{\"a\":\"1\"}"));
        assertThat(state(uuid)).isEqualTo(Checkpoint.State.PARTIALLY_DELETED);
        worker.send("PATCH", "/api/v1/checkpoints", left.formatted("{}"));
        assertThat(state(uuid)).isEqualTo(Checkpoint.State.DELETED);
        assertThat(person.send("POST", one + "/metadata", "{}").status()).isEqualTo(400);
    }

    @Test
    void removingByNoPatternRemovesNothing() {
        var uuid = checkpoint(10);
        person.done("/api/v1/checkpoints/rm", Map.of("checkpointUuids", List.of(uuid)));
        assertThat(state(uuid)).isEqualTo(Checkpoint.State.COMPLETED);
        person.done(
                "/api/v1/checkpoints/rm",
                Map.of("checkpointUuids", List.of(uuid), "checkpointGlobs", List.of("**")));
        assertThat(state(uuid)).isEqualTo(Checkpoint.State.DELETED);
    }

    private String checkpoint(long steps) {
        var report = TestCluster.checkpoint(steps);
        master.cluster.report(trial.allocation(), report);
        master.cluster.settle();
        return report.id().toString();
    }

    private Checkpoint.State state(String uuid) {
        return master.checkpoints().get(CheckpointId.parse(uuid)).state();
    }

    private List<Object> names(String query) {
        var found = (List<?>) person.read("/api/v1/models" + query).at("models");
        return found.stream().<Object>map(one -> ((Map<?, ?>) one).get("name")).toList();
    }
}
