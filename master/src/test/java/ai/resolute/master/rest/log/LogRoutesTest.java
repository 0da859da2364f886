package ai.resolute.master.rest.log;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import ai.resolute.master.trial.Trial;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Log lines over HTTP: filters, ends, and following them as they come. */
@ExtendWith(EitherDatabase.class)
class LogRoutesTest {
    private TestMaster master;
    private TestCaller person;

    @TempDir Path directory;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        person = master.login("determined");
        trial =
                master.runningTrial(
                        "{name: one, entrypoint: train.py, searcher: {name: single, metric: val_loss}}");
    }

    @AfterEach
    void stop() {
        master.close();
    }

    private Trial trial;

    private void say(String text, Map<String, Object> more) {
        var line = new java.util.LinkedHashMap<String, Object>(more);
        line.put("taskId", trial.origin().task().value());
        line.put("log", text + "\n");
        master.worker(trial).done("/api/v1/task/logs", Map.of("logs", List.of(line)));
    }

    private void sayAll() {
        say(
                "one",
                Map.of(
                        "timestamp",
                        "2026-01-01T00:00:01Z",
                        "stdtype",
                        "stdout",
                        "level",
                        "LOG_LEVEL_INFO"));
        say(
                "two",
                Map.of("timestamp", "2026-01-01T00:00:02Z", "stdtype", "stderr", "level", "ERROR"));
        say(
                "Three 3",
                Map.of("timestamp", "2026-01-01T00:00:03Z", "stdtype", "stdout", "rank_id", 1));
    }

    @Test
    void everyFilterKeepsWhatFits() {
        sayAll();
        assertThat(said("")).containsExactly("one", "two", "Three 3");
        assertThat(said("limit=2")).containsExactly("one", "two");
        assertThat(said("limit=2&orderBy=ORDER_BY_DESC")).containsExactly("Three 3", "two");
        assertThat(said("levels=LOG_LEVEL_ERROR")).containsExactly("two");
        assertThat(said("stdtypes=stdout")).containsExactly("one", "Three 3");
        assertThat(said("stdtypes=stdout&stdtypes=stderr")).hasSize(3);
        assertThat(said("rankIds=1")).containsExactly("Three 3");
        assertThat(said("searchText=THREE")).containsExactly("Three 3");
        assertThat(said("searchText=%5Et.o%24&enableRegex=true")).containsExactly("two");
        assertThat(said("timestampAfter=2026-01-01T00:00:02Z"))
                .contains("Three 3")
                .doesNotContain("one");
        assertThat(said("timestampBefore=2026-01-01T00:00:02%2B00:00"))
                .contains("one")
                .doesNotContain("Three 3");
        assertThat(said("agentIds=elsewhere")).isEmpty();
        assertThat(said("containerIds=c")).isEmpty();
        assertThat(said("sources=master")).isEmpty();
        assertThat(said("allocationIds=" + trial.allocation().value())).hasSize(3);
        assertThat(said("allocationIds=other")).isEmpty();
    }

    @Test
    void badFiltersAreTheCallersFault() {
        assertThat(person.get(logs("searchText=(&enableRegex=true")).status()).isEqualTo(400);
        assertThat(person.get(logs("levels=LOUD")).status()).isEqualTo(400);
        assertThat(person.get(logs("timestampAfter=noon")).status()).isEqualTo(400);
        var gone = person.get("/api/v1/tasks/9.x/logs");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.at("error.message")).isEqualTo("task '9.x' not found");
    }

    @Test
    void aLineIsToldAsTheTerminalPrintsIt() {
        say(
                "hello",
                Map.of(
                        "timestamp",
                        "2026-01-01T00:00:01.5Z",
                        "level",
                        "LOG_LEVEL_INFO",
                        "rank_id",
                        2));
        say("plain", Map.of("timestamp", "2026-01-01T00:00:02Z"));
        var lines = person.read(logs("")).lines();
        assertThat(result(lines.get(0)).get("message"))
                .isEqualTo("[2026-01-01T00:00:01.500Z]          [rank=2] || INFO: hello\n");
        assertThat(result(lines.get(1)).get("message"))
                .isEqualTo("[2026-01-01T00:00:02Z]          || plain\n");
        assertThat(result(lines.get(1)).get("id")).isInstanceOf(String.class);
        assertThat(person.read("/api/v1/tasks/" + trial.origin().task().value() + "/logs").lines())
                .hasSize(2);
    }

    @Test
    void followingEndsWithTheTrial() throws Exception {
        say("before", Map.of());
        var answer = person.exchange("GET", logs("follow=true"), "", BodyHandlers.ofInputStream());
        try (var reader =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).contains("before");
            say("while", Map.of());
            assertThat(reader.readLine()).contains("while");
            master.cluster.exit(trial, 0);
            master.cluster.settle();
            assertThat(reader.lines().toList()).noneMatch(String::isBlank);
        }
    }

    @Test
    void fieldsAreThoseThatOccur() {
        sayAll();
        var fields = person.read("/api/v1/trials/" + trial.id() + "/logs/fields").lines();
        assertThat(result(fields.getFirst()).get("stdtypes"))
                .isEqualTo(List.of("stderr", "stdout"));
        assertThat(result(fields.getFirst()).get("rankIds")).isEqualTo(List.of(1L));
    }

    private List<String> said(String query) {
        return person.read(logs(query)).lines().stream()
                .map(line -> String.valueOf(result(line).get("log")).strip())
                .toList();
    }

    private static Map<?, ?> result(Map<?, ?> line) {
        return (Map<?, ?>) line.get("result");
    }

    private String logs(String query) {
        return "/api/v1/trials/" + trial.id() + "/logs?" + query;
    }
}
