package ai.resolute.cli;

import static ai.resolute.cli.Wire038.answer;
import static ai.resolute.cli.Wire038.experiment;
import static ai.resolute.cli.Wire038.trial;
import static ai.resolute.cli.Wire038.trials;
import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentsTest {
    private static final String LIST = "GET /api/v1/experiments";
    private static final String ONE = "GET /api/v1/experiments/1";

    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @AfterEach
    void close() {
        master.close();
    }

    @BeforeEach
    void signIn() {
        master.on("GET /api/v1/me", "{\"user\":{\"id\":2,\"username\":\"a b\",\"admin\":false}}");
    }

    private Ran det(String... arguments) {
        return Ran.det(home, master, arguments);
    }

    private void oneExperiment() {
        master.on(
                LIST,
                "{\"experiments\":["
                        + experiment("STATE_RUNNING", "")
                        + "],\"pagination\":{\"total\":1,\"endIndex\":1}}");
    }

    @Test
    void aTableShowsWhatPeopleLookFor() {
        oneExperiment();
        var ran = det("experiment", "list");
        assertThat(ran.status()).isZero();
        assertThat(ran.out().lines().toList().get(2))
                .startsWith(" 1  first light  RUNNING  50 %       3  random    0.875")
                .endsWith("9m 59s  determined");
    }

    @Test
    void aMissingVerbIsListAndABeginningIsEnough() {
        oneExperiment();
        var whole = det("experiment", "list");
        for (var words : List.of("e", "exp", "experi", "e ls", "e li")) {
            assertThat(det(words.split(" "))).as(words).isEqualTo(whole);
        }
        assertThat(det("e", "--json").out())
                .isEqualTo(det("experiment", "list", "-o", "json").out());
        assertThat(master.asked()).allMatch(asked -> asked.authorization().equals("Bearer secret"));
    }

    @Test
    void everyFormHasTheSameData() {
        oneExperiment();
        var json = (List<?>) Wire.parse(det("e", "-o", "json").out());
        var first = JsonView.ofTree(json.getFirst());
        assertThat(first.text("name")).isEqualTo("first light");
        assertThat(first.text("state")).isEqualTo("RUNNING");
        assertThat(first.text("started")).isEqualTo("2026-01-31T12:00:00.123456Z");
        assertThat(det("e", "-o", "yaml").out())
                .startsWith("- id: 1\n  name: first light\n  state: RUNNING\n");
        assertThat(det("e", "--csv").out().lines().toList().get(1))
                .startsWith("1,first light,RUNNING,0.5,3,random");
    }

    @Test
    void anEmptyListNamesTheCommandThatFillsIt() {
        master.on(LIST, "{\"experiments\":[],\"pagination\":{\"total\":0}}");
        var ran = det("e");
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains("det experiment create");
        assertThat(det("e", "--json").out()).isEqualTo("[]\n");
    }

    @Test
    void yoursAreListedThatAreNotArchivedOrEverybodys() {
        oneExperiment();
        det("e");
        assertThat(listed()).contains("archived=false").contains("users=a+b");
        det("e", "-a");
        assertThat(listed()).doesNotContain("archived").doesNotContain("users");
    }

    private String listed() {
        return master.lines().stream().filter(line -> line.startsWith(LIST)).toList().getLast();
    }

    @Test
    void whereOnlyOthersOrArchivedOnesAreTheListNamesTheOptionThatShowsThem() {
        master.on(LIST, "{\"experiments\":[],\"pagination\":{\"total\":0}}");
        oneExperiment();
        assertThat(det("e").err()).contains("det experiment list -a").doesNotContain("yet");
    }

    @Test
    void verbsSayWhatTheyDid() {
        for (var verb : List.of("pause", "activate", "cancel", "kill", "archive", "unarchive")) {
            master.on("POST /api/v1/experiments/1/" + verb, "{}");
        }
        assertThat(det("e", "pause", "1").out()).isEqualTo("Paused experiment 1\n");
        master.on(ONE, answer("STATE_RUNNING", ""), answer("STATE_COMPLETED", ""));
        assertThat(det("e", "kill", "1").out()).isEqualTo("Killed experiment 1\n");
        assertThat(det("e", "cancel", "1").out())
                .isEqualTo("Experiment 1 had ended already: COMPLETED\n");
        assertThat(det("e", "unarchive", "1").out()).isEqualTo("Unarchived experiment 1\n");
    }

    @Test
    void theConfigurationIsYaml() {
        master.on(ONE, answer("STATE_RUNNING", ""));
        assertThat(det("e", "config", "1").out())
                .contains(
                        "searcher:\n  name: random\n  metric: val_accuracy\n  smaller_is_better: false\n")
                .contains("labels: []\ndescription: null\n");
    }

    @Test
    void aDescriptionTellsReasonsPlanAndTrials() {
        master.on(
                ONE,
                answer("STATE_QUEUED", ",\"waitReason\":\"needs 1 slot, and all 2 are taken\""));
        master.on(
                "GET /api/v1/experiments/1/trials",
                trials(
                        trial(
                                1,
                                "STATE_ERROR",
                                "null",
                                ",\"failure\":{\"kind\":\"script_raised\",\"message\":\"it raised ValueError\"}"),
                        trial(
                                2,
                                "STATE_RUNNING",
                                "0.875",
                                ",\"environmentDifferences\":[\"numpy 1.26 here, 2.0 there\"]")));
        var ran = det("e", "describe", "1");
        assertThat(ran.out())
                .contains("experiment 1 · first light")
                .contains("needs 1 slot, and all 2 are taken")
                .contains("random on val_accuracy, larger is better")
                .contains("3 trials, at most 2 at once, on 2 slots")
                .contains("val_accuracy 0.875 (trial 2)")
                .contains("numpy 1.26 here, 2.0 there")
                .contains("it raised ValueError")
                .contains("★ 2");
        var json =
                JsonView.ofTree(
                        ((List<?>) Wire.parse(det("e", "describe", "1", "--json").out()))
                                .getFirst());
        assertThat(json.views("trialList")).hasSize(2);
        assertThat(json.flag("archived")).isFalse();
    }

    @Test
    void theContextIsSavedAsItCame() throws Exception {
        master.on(ONE, answer("STATE_RUNNING", ""));
        master.on("GET /api/v1/experiments/1/model_def", "{\"b64Tgz\":\"aGVsbG8=\"}");
        var ran = det("e", "download-model-def", "1", "--output-dir", home.toString());
        assertThat(Files.readString(Path.of(ran.out().strip()))).isEqualTo("hello");
        assertThat(ran.out()).contains("exp1_first_light_model_def.tar.gz");
    }

    @Test
    void whatIsNotThereIsStatus5() {
        var ran = det("e", "describe", "7");
        assertThat(ran.status()).isEqualTo(5);
        assertThat(ran.err())
                .contains("det experiment describe")
                .contains("not found")
                .contains("do  det experiment list");
    }

    @Test
    void aRefusalIsStatus4() {
        master.on(
                LIST,
                401,
                "{\"error\":{\"code\":16,\"error\":\"invalid credentials\"}}"
                        .getBytes(StandardCharsets.UTF_8));
        var ran = det("e");
        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err()).contains("invalid credentials").contains("det user login");
    }

    @Test
    void aMasterThatIsAwayIsStatus3() {
        var address = master.url();
        master.close();
        var ran = det("e");
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.err()).contains(address).contains("det up").contains("det status");
    }

    @Test
    void wrongWordsAreStatus2WithWhatWasMeant() {
        var ran = det("experiment", "lost");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("'lost'").contains("list").contains("det experiment --help");
        assertThat(det("e", "describe", "x").err()).contains("'x'");
        assertThat(det("nothing").status()).isEqualTo(2);
    }
}
