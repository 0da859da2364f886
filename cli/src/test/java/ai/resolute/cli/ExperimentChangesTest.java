package ai.resolute.cli;

import static ai.resolute.cli.Wire038.answer;
import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forking, renaming, labelling, moving; templates. */
class ExperimentChangesTest {
    private static final String ONE = "/api/v1/experiments/1";

    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @AfterEach
    void close() {
        master.close();
    }

    private Ran det(String... arguments) {
        return Ran.det(home, master, arguments);
    }

    private JsonView lastBody() {
        return JsonView.ofTree(Wire.parse(master.asked().getLast().body()));
    }

    @Test
    void aForkSendsTheSubmittedConfigurationWithItsOverrides() throws Exception {
        master.on(
                "GET " + ONE,
                answer(
                        "STATE_COMPLETED",
                        ",\"originalConfig\":\"name: old\\nmax_restarts: 5\\n\""));
        master.on("POST /api/v1/experiments", "{\"experiment\":{\"id\":7}}");
        var ran = det("e", "fork", "1", "--config", "max_restarts=2", "--paused");
        assertThat(ran.out()).isEqualTo("Created experiment 7\n");
        assertThat(ran.err()).contains("with the files of experiment 1");
        var sent = lastBody();
        assertThat(sent.whole("parentId")).isEqualTo(1);
        assertThat(sent.flag("activate")).isFalse();
        assertThat(JsonView.ofTree(Wire.parse(sent.text("config"))).fields())
                .isEqualTo(Map.of("name", "old", "max_restarts", 2L));
        var file = Files.writeString(home.resolve("new.yaml"), "name: new\n");
        det("e", "fork", "1", file.toString());
        assertThat(lastBody().text("config")).isEqualTo("name: new\n");
    }

    @Test
    void whatIsSetIsTheOnlyThingSent() {
        master.on("PATCH " + ONE, "{\"experiment\":{}}");
        assertThat(det("e", "set", "name", "1", "better").out())
                .isEqualTo("Set name of experiment 1 to 'better'\n");
        assertThat(lastBody().fields()).isEqualTo(Map.of("name", "better"));
        assertThat(master.asked().getLast().authorization()).isEqualTo("Bearer secret");
        det("e", "set", "max-slots", "1", "none");
        assertThat(lastBody().view("resources").fields()).isEqualTo(Map.of("maxSlots", 0L));
        det("e", "set", "weight", "1", "2.5");
        assertThat(lastBody().view("resources").fields()).isEqualTo(Map.of("weight", 2.5));
        var wrong = det("e", "set", "priority", "1", "high");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("'high' is not a whole number");
        assertThat(det("e", "pause", "x").err())
                .contains("Invalid value for ID: 'x' is not a whole number")
                .doesNotContain("index");
    }

    @Test
    void anExperimentGoesOnByWhatIsLaidOverIt() throws Exception {
        master.on("POST /api/v1/experiments/continue", "{\"experiment\":{\"id\":1}}");
        assertThat(det("e", "continue", "1").out()).isEqualTo("Continued experiment 1\n");
        assertThat(lastBody().fields()).isEqualTo(Map.of("id", 1L, "overrideConfig", ""));
        det("e", "continue", "1", "--config", "searcher.max_length.batches=200");
        assertThat(lastBody().text("overrideConfig"))
                .isEqualTo("{\"searcher\":{\"max_length\":{\"batches\":200}}}");
        var file = Files.writeString(home.resolve("more.yaml"), "max_restarts: 3\n");
        det("e", "continue", "1", file.toString());
        assertThat(lastBody().text("overrideConfig")).isEqualTo("max_restarts: 3\n");
    }

    /** Two commands of one name would show here. */
    @Test
    void everyCommandHasANameOfItsOwn() {
        assertThat(det("completion").status()).isZero();
    }

    @Test
    void deletingAsksFirst() {
        master.on("DELETE " + ONE, "{}");
        var asked = det("e", "delete", "1");
        assertThat(asked.status()).isEqualTo(2);
        assertThat(asked.err()).contains("for good").contains("Nothing was changed");
        assertThat(master.lines()).isEmpty();
        assertThat(det("e", "delete", "1", "--yes").out()).isEqualTo("Deleting experiment 1\n");
        assertThat(master.lines()).containsExactly("DELETE " + ONE);
    }

    @Test
    void eventFilesAreDeletedAlone() {
        master.on("DELETE " + ONE + "/tensorboard-files", "{}");
        assertThat(det("e", "delete-tb-files", "1").status()).isEqualTo(2);
        assertThat(master.lines()).isEmpty();
        assertThat(det("e", "delete-tb-files", "1", "--yes").out())
                .isEqualTo("Deleted the TensorBoard files of experiment 1\n");
        assertThat(master.lines()).containsExactly("DELETE " + ONE + "/tensorboard-files");
    }

    @Test
    void whatTheMasterRefusesIsSaid() {
        master.on(
                "PATCH " + ONE,
                400,
                "{\"error\":{\"code\":3,\"error\":\"resources.weight: is -1\"}}".getBytes());
        var ran = det("e", "set", "weight", "1", "3");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("resources.weight: is -1");
    }

    @Test
    void labelsComeAndGo() {
        master.on("PUT " + ONE + "/labels/dark%20blue", "{\"labels\":[]}");
        master.on("DELETE " + ONE + "/labels/red", "{\"labels\":[]}");
        assertThat(det("e", "label", "add", "1", "dark blue").out())
                .isEqualTo("Added label 'dark blue' to experiment 1\n");
        assertThat(det("e", "label", "remove", "1", "red").out())
                .isEqualTo("Removed label 'red' from experiment 1\n");
    }

    @Test
    void anExperimentMovesToAProjectThatIsThere() {
        master.on(
                "GET /api/v1/workspaces",
                "{\"workspaces\":[{\"id\":1,\"name\":\"Uncategorized\"}]}",
                "{\"workspaces\":[]}");
        master.on("GET /api/v1/workspaces/1/projects", "{\"projects\":[{\"id\":1}]}");
        master.on("POST " + ONE + "/move", "{}");
        assertThat(det("e", "move", "1", "Uncategorized", "Uncategorized").out())
                .isEqualTo("Moved experiment 1 to Uncategorized/Uncategorized\n");
        var nowhere = det("e", "move", "1", "Mine", "Own");
        assertThat(nowhere.status()).isEqualTo(5);
        assertThat(nowhere.err()).contains("'Own'").contains("det experiment label add 1");
    }

    @Test
    void templatesAreSetShownAndRemoved() throws Exception {
        var one = "/api/v1/templates/small%20one";
        master.on("PUT " + one, "{\"template\":{}}");
        master.on("DELETE " + one, "{}");
        master.on(
                "GET " + one,
                "{\"template\":{\"name\":\"small one\",\"config\":{\"max_restarts\":1}}}");
        master.on(
                "GET /api/v1/templates",
                "{\"templates\":[{\"name\":\"small one\",\"config\":{\"max_restarts\":1}}]}",
                "{\"templates\":[]}");
        var file = Files.writeString(home.resolve("t.yaml"), "max_restarts: 1\n");
        assertThat(det("template", "set", "small one", file.toString()).out())
                .isEqualTo("Set template small one\n");
        assertThat(lastBody().view("config").fields()).isEqualTo(Map.of("max_restarts", 1L));
        assertThat(det("tpl").out()).contains("small one").doesNotContain("max_restarts");
        assertThat(det("tpl", "list", "-d").err()).contains("det template set NAME FILE");
        assertThat(det("tpl", "describe", "small one").out()).isEqualTo("max_restarts: 1\n");
        assertThat(det("tpl", "rm", "small one").out()).isEqualTo("Removed template small one\n");
    }

    @Test
    void aSubmissionNamesItsTemplate() throws Exception {
        master.on("POST /api/v1/experiments", "{\"experiment\":{\"id\":7}}");
        Files.createDirectories(home.resolve("code"));
        var file = Files.writeString(home.resolve("c.yaml"), "name: x\n");
        det("e", "create", file.toString(), home.resolve("code").toString(), "--template", "t");
        assertThat(lastBody().text("template")).isEqualTo("t");
        assertThat(List.of(lastBody().text("config"))).containsExactly("name: x\n");
    }
}
