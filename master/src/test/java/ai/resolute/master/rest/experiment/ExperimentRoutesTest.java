package ai.resolute.master.rest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Experiments over HTTP: submission, the context directory, lists and verbs. */
@ExtendWith(EitherDatabase.class)
class ExperimentRoutesTest {
    private TestMaster master;
    private TestCaller person;

    @TempDir Path directory;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        person = master.login("determined");
    }

    @AfterEach
    void stop() {
        master.close();
    }

    private static final String CONFIG =
            """
            name: %s
            entrypoint: train.py
            labels: [%s]
            searcher: {name: single, metric: val_loss}
            """;

    @Test
    void aContextComesBackAsItWasSent() throws Exception {
        var deep = "a".repeat(60) + "/" + "ü".repeat(40) + "/train.py";
        var files =
                List.of(
                        file("train.py", 48, "print(1)\n", 0755),
                        file("empty", 0, "", 0644),
                        file("folder", 53, "", 0755),
                        file("folder/link", 50, "../train.py", 0777),
                        file(deep, 48, "long", 0600));
        var id = create(files).number("experiment.id");
        var tgz =
                Base64.getDecoder()
                        .decode((String) person.read(one(id) + "/model_def").at("b64Tgz"));
        Files.write(directory.resolve("context.tgz"), tgz);
        var out = Files.createDirectory(directory.resolve("out"));
        var status =
                new ProcessBuilder(
                                "tar",
                                "-xzf",
                                directory.resolve("context.tgz").toString(),
                                "-C",
                                out.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(status).isZero();
        assertThat(out.resolve("train.py")).hasContent("print(1)").isExecutable();
        assertThat(out.resolve("empty")).isEmptyFile();
        assertThat(out.resolve("folder")).isDirectory();
        assertThat(Files.readSymbolicLink(out.resolve("folder/link"))).hasToString("../train.py");
        assertThat(out.resolve(deep)).hasContent("long");
        assertThat(Files.getLastModifiedTime(out.resolve("train.py")).toMillis())
                .isEqualTo(1_700_000_000_000L);
    }

    @Test
    void whatLeavesTheContextIsRefusedByName() {
        refuses("\"../x\" leads out of it", file("../x", 48, "", 0644));
        refuses("\"a/../../x\" leads out of it", file("a/../../x", 48, "", 0644));
        refuses("\"/etc/x\" leads out of it", file("/etc/x", 48, "", 0644));
        refuses(
                "the link \"l\" leads out of it, to \"/etc/passwd\"",
                file("l", 50, "/etc/passwd", 0777));
        refuses(
                "the link \"a/l\" leads out of it, to \"../../x\"",
                file("a/l", 50, "../../x", 0777));
        refuses("\"a/./b\" comes twice", file("a/b", 48, "", 0644), file("a/./b", 48, "", 0644));
        refuses("\"pipe\" is neither file, directory nor link", file("pipe", 54, "", 0644));
        assertThat(person.read("/api/v1/experiments").number("pagination.total")).isZero();
    }

    @SafeVarargs
    private void refuses(String why, Map<String, Object>... files) {
        var answer = person.post("/api/v1/experiments", submission("x", List.of(files)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat((String) answer.at("error.error")).contains(why).contains(".detignore");
    }

    @Test
    void whatIsOnlyToBeCheckedMakesNothing() {
        var request = submission("x", List.of());
        request.put("validate_only", true);
        var answer = person.done("/api/v1/experiments", request);
        assertThat(answer.at("experiment")).isNull();
        assertThat(answer.at("config.name")).isEqualTo("x");
        assertThat(person.read("/api/v1/experiments").number("pagination.total")).isZero();
    }

    @Test
    void aSubmissionThatIsSentTwiceMakesOneExperiment() {
        var request = submission("x", List.of());
        request.put("idempotencyKey", "k");
        var first = person.done("/api/v1/experiments", request).number("experiment.id");
        assertThat(person.done("/api/v1/experiments", request).number("experiment.id"))
                .isEqualTo(first);
    }

    @Test
    void listsComeInPartsAndCountFromTheEndToo() {
        IntStream.range(0, 5).forEach(_ -> create(List.of()));
        assertThat(ids("offset=1&limit=2")).containsExactly(2, 3);
        assertThat(ids("offset=-2&limit=1")).containsExactly(4);
        assertThat(ids("limit=-1&orderBy=ORDER_BY_DESC")).containsExactly(5, 4, 3, 2, 1);
        assertThat(ids("limit=-2")).isEmpty();
        var page = person.read("/api/v1/experiments?offset=3&limit=9");
        assertThat(page.number("pagination.endIndex")).isEqualTo(5);
        assertThat(page.number("pagination.total")).isEqualTo(5);
        assertThat(page.number("pagination.startIndex")).isEqualTo(3);
        assertThat(ids("experimentIdFilter.gt=2&experimentIdFilter.lte=4")).containsExactly(3, 4);
        assertThat(person.get("/api/v1/experiments?sortBy=SORT_BY_NOTHING").status())
                .isEqualTo(400);
    }

    @Test
    void listsAreFilteredAndSorted() {
        person.done("/api/v1/experiments", submission("Bravo", "red", List.of()));
        person.done("/api/v1/experiments", submission("alpha", "blue", List.of()));
        person.done(one(2) + "/kill", "");
        master.cluster.settle();
        assertThat(ids("sortBy=SORT_BY_NAME")).containsExactly(2, 1);
        assertThat(ids("labels=red")).containsExactly(1);
        assertThat(ids("labels=red&labels=blue")).isEmpty();
        assertThat(ids("name=LPH")).containsExactly(2);
        assertThat(ids("states=STATE_CANCELED")).containsExactly(2);
        assertThat(ids("users=determined")).containsExactly(1, 2);
        assertThat(ids("users=admin")).isEmpty();
        assertThat(ids("users=nobody")).isEmpty();
        assertThat(ids("projectId=2")).isEmpty();
    }

    @Test
    void listsShowWhatWasChangedOfExperimentsThatAreOver() {
        for (var name : List.of("b", "c")) {
            person.done("/api/v1/experiments", submission(name, "red", List.of()));
        }
        for (var id : List.of(1, 2)) {
            person.done(one(id) + "/kill", "");
        }
        master.cluster.settle();
        assertThat(ids("sortBy=SORT_BY_NAME")).containsExactly(1, 2);
        person.send("PATCH", one(2), "{\"name\": \"a\", \"labels\": [\"blue\"]}");
        assertThat(ids("sortBy=SORT_BY_NAME")).containsExactly(2, 1);
        assertThat(ids("labels=blue")).containsExactly(2);
        person.done(one(1) + "/archive", "");
        assertThat(ids("sortBy=SORT_BY_NAME&archived=false")).containsExactly(2);
        person.send("DELETE", one(2), "");
        for (var look = 0; look < 5; look++) {
            master.cluster.settle();
            master.cluster.clock.pass(Duration.ofSeconds(2));
        }
        assertThat(ids("sortBy=SORT_BY_NAME")).containsExactly(1);
    }

    @Test
    void verbsAnswerWithTheStateTheyMeet() {
        var id = create(List.of()).number("experiment.id");
        person.done(one(id) + "/pause", "");
        assertThat(state(id)).isEqualTo("STATE_PAUSED");
        person.done(one(id) + "/activate", "");
        assertThat(state(id)).isEqualTo("STATE_QUEUED");
        assertThat(person.post(one(id) + "/archive", "").status()).isEqualTo(400);
        person.done(one(id) + "/kill", "");
        master.cluster.settle();
        assertThat(state(id)).isEqualTo("STATE_CANCELED");
        person.done(one(id) + "/kill", "");
        person.done(one(id) + "/cancel", "");
        assertThat((String) person.post(one(id) + "/pause", "").at("error.error"))
                .startsWith("experiment in terminal state: ");
        assertThat(person.post(one(id) + "/activate", "").status()).isEqualTo(404);
        person.done(one(id) + "/archive", "");
        assertThat((String) person.post(one(id) + "/archive", "").at("error.error"))
                .startsWith("Experiment is already archived.");
        assertThat(ids("archived=false")).isEmpty();
        assertThat(ids("archived=true")).containsExactly(id);
        assertThat(person.post(one(id) + "/kill", "").status()).isEqualTo(404);
        person.done(one(id) + "/unarchive", "");
        assertThat(ids("archived=false")).containsExactly(id);
    }

    @Test
    void oneIsToldInTheFormOfItsAnswer() {
        var id = create(List.of()).number("experiment.id");
        var answer = person.read(one(id));
        assertThat(answer.at("experiment.searcherType")).isEqualTo("\"single\"");
        assertThat(answer.at("experiment.displayName")).isEqualTo("");
        assertThat(answer.at("experiment.trialIds")).isEqualTo(List.of(1L));
        assertThat(answer.at("config.max_restarts")).isEqualTo(5L);
        assertThat(answer.number("plan.trials")).isEqualTo(1);
        assertThat(person.read("/api/v1/experiments").at("experiments.0.searcherType"))
                .isEqualTo("single");
        assertThat(person.get(one(id) + "/searcher/best_searcher_validation_metric").status())
                .isEqualTo(404);
    }

    private String state(int id) {
        return (String) person.read(one(id)).at("experiment.state");
    }

    @Test
    void whatIsSubmittedAsArchivedRunsHidden() {
        var request = submission("a test", List.of());
        request.put("archived", true);
        var created = person.done("/api/v1/experiments", request);
        assertThat(created.at("experiment.archived")).isEqualTo(true);
        var id = created.number("experiment.id");
        assertThat(person.read(one(id)).at("experiment.state")).isNotEqualTo("STATE_PAUSED");
        assertThat(ids("archived=false")).doesNotContain(id);
        assertThat(ids("archived=true")).contains(id);
    }

    private List<Integer> ids(String query) {
        var found = (List<?>) person.read("/api/v1/experiments?" + query).at("experiments");
        return found.stream()
                .map(one -> ((Number) ((Map<?, ?>) one).get("id")).intValue())
                .toList();
    }

    private TestCaller.Answer create(List<Map<String, Object>> files) {
        return person.done("/api/v1/experiments", submission("x", files));
    }

    private static String one(int id) {
        return "/api/v1/experiments/" + id;
    }

    private static Map<String, Object> submission(String name, List<Map<String, Object>> files) {
        return submission(name, "", files);
    }

    private static Map<String, Object> submission(
            String name, String label, List<Map<String, Object>> files) {
        var request = new LinkedHashMap<String, Object>();
        request.put("config", CONFIG.formatted(name, label));
        request.put("modelDefinition", files);
        request.put("activate", true);
        return request;
    }

    private static Map<String, Object> file(String path, int type, String content, int mode) {
        return Map.of(
                "path", path,
                "type", type,
                "content", content.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "mtime", "1700000000",
                "mode", mode);
    }
}
