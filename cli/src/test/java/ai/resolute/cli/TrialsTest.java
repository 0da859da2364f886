package ai.resolute.cli;

import static ai.resolute.cli.Wire038.log;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialsTest {
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
    void aLogIsPrintedLineByLine() {
        master.on("GET /api/v1/trials/5/logs", log(1, "one") + log(2, "two"));
        assertThat(det("trial", "logs", "5").out())
                .isEqualTo(
                        """
                        [2026-01-31T12:00:00.000000Z] xxxxxxxx || INFO: one
                        [2026-01-31T12:00:00.000000Z] xxxxxxxx || INFO: two
                        """);
    }

    @Test
    void theTailIsAskedForBackwards() {
        master.on("GET /api/v1/trials/5/logs", log(9, "nine") + log(8, "eight"));
        assertThat(det("t", "logs", "5", "--tail", "2").out()).containsSubsequence("eight", "nine");
        assertThat(master.lines())
                .containsExactly("GET /api/v1/trials/5/logs?limit=2&orderBy=ORDER_BY_DESC");
    }

    @Test
    void followingATailPrintsNothingTwiceAndEndsWithTheState() {
        master.on("GET /api/v1/trials/5/logs?limit=1&orderBy=ORDER_BY_DESC", log(8, "eight"));
        master.on("GET /api/v1/trials/5/logs", log(7, "seven") + log(8, "eight") + log(9, "nine"));
        master.on(
                "GET /api/v1/trials/5",
                "{\"trial\":" + Wire038.trial(5, "STATE_COMPLETED", "1.0", "") + "}");
        var ran = det("t", "logs", "5", "-f", "--tail", "1");
        assertThat(ran.out()).containsOnlyOnce("eight").contains("nine").doesNotContain("seven");
        assertThat(ran.err()).isEqualTo("Trial 5 is COMPLETED\n");
    }

    @Test
    void whatHasEndedIsNotSaidToBeKilled() {
        var running = "{\"trial\":" + Wire038.trial(5, "STATE_RUNNING", "1.0", "") + "}";
        master.on("GET /api/v1/trials/5", running, running.replace("RUNNING", "ERROR"));
        master.on("POST /api/v1/trials/5/kill", "{}");
        assertThat(det("t", "kill", "5").out()).isEqualTo("Killed trial 5\n");
        assertThat(det("t", "kill", "5").out()).isEqualTo("Trial 5 had ended already: FAILED\n");
    }

    @Test
    void theClassOfAFailureIsCalledAsWhyCallsIt() {
        var failed = ",\"failure\":{\"kind\":\"out_of_memory\",\"failureClass\":\"memory\"}";
        var trial = Wire038.trial(2, "STATE_ERROR", "0.5", failed);
        master.on("GET /api/v1/trials/2", "{\"trial\":" + trial + "}");
        assertThat(det("t", "describe", "2").out()).contains("class       out of memory\n");
    }

    @Test
    void filtersAreTheMasters() {
        master.on("GET /api/v1/trials/5/logs", log(1, "one"));
        det("t", "logs", "5", "--since", "10m", "--grep", "a b", "--rank", "0", "--level", "error");
        assertThat(master.lines())
                .containsExactly(
                        "GET /api/v1/trials/5/logs?follow=false&timestampAfter=2026-01-31T12%3A00%3A00Z&searchText=a+b&rankIds=0&levels=LOG_LEVEL_ERROR&levels=LOG_LEVEL_CRITICAL");
        assertThat(det("t", "logs", "5", "--since", "soon").err())
                .contains("'soon' is no time")
                .contains("--since 10m");
    }

    @Test
    void checkpointsAreListedBestFirst() {
        master.on("GET /api/v1/experiments/1", Wire038.answer("STATE_COMPLETED", ""));
        master.on(
                "GET /api/v1/experiments/1/checkpoints",
                "{\"checkpoints\":["
                        + Wire038.checkpoint("a", "0.5")
                        + ","
                        + Wire038.checkpoint("b", "0.9")
                        + ","
                        + Wire038.checkpoint("c", "null")
                        + "]}");
        assertThat(
                        det("checkpoint", "list", "1", "--csv")
                                .out()
                                .lines()
                                .map(line -> line.split(",")[0]))
                .containsExactly("uuid", "b", "a", "c");
        assertThat(det("e", "lc", "1", "--best", "1").out())
                .contains("1.2 MB")
                .contains("b")
                .doesNotContain("0.5");
        assertThat(det("e", "lc", "1", "--best", "-1").status()).isEqualTo(2);
    }

    @Test
    void aCheckpointIsUnpackedAndNothingOutsideIsTouched() throws Exception {
        master.on("GET /checkpoints/b", 200, Archive.of("model/weights.h5"));
        var ran = det("c", "download", "b", "-o", home.resolve("best").toString());
        assertThat(ran.status()).isZero();
        assertThat(Files.readString(home.resolve("best/model/weights.h5"))).isEqualTo("hello");
        assertThat(home.resolve("best")).isDirectoryNotContaining("glob:**.tar.gz");
        master.on("GET /checkpoints/evil", 200, Archive.of("../evil"));
        var refused = det("c", "download", "evil", "-o", home.resolve("best").toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("leaves its directory");
        assertThat(home.resolve("evil")).doesNotExist();
    }

    @Test
    void signingInKeepsTheTokenForThisPersonOnly() throws Exception {
        master.on("POST /api/v1/auth/login", "{\"token\":\"fresh\",\"user\":{}}");
        master.on("GET /api/v1/me", "{\"user\":{\"id\":2,\"username\":\"ada\",\"admin\":false}}");
        var none = ai.resolute.cli.session.Surroundings.Terminal.NONE;
        var environment = Map.of("DET_MASTER", master.url(), "DET_PASS", "lovelace");
        assertThat(Ran.det(home, environment, none, "user", "login", "ada").out())
                .startsWith("Signed in as ada at http");
        assertThat(master.asked().getFirst().body())
                .contains("\"isHashed\":true")
                .doesNotContain("lovelace");
        var file = home.resolve(".config/determined/auth.json");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(Ran.det(home, Map.of("DET_MASTER", master.url()), none, "u", "whoami").out())
                .startsWith("You are signed in as ada (user)");
        assertThat(master.asked().getLast().authorization()).isEqualTo("Bearer fresh");
    }

    @Test
    void aWrongPasswordIsStatus4() {
        master.on(
                "POST /api/v1/auth/login",
                401,
                "{\"error\":{\"code\":16,\"error\":\"invalid credentials\"}}"
                        .getBytes(StandardCharsets.UTF_8));
        var environment =
                Map.of("DET_MASTER", master.url(), "DET_PASS", "wrong", "DET_USER", "ada");
        var ran =
                Ran.det(home, environment, ai.resolute.cli.session.Surroundings.Terminal.NONE, "e");
        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.err())
                .contains("Cannot sign in as 'ada'")
                .contains("password")
                .contains("det user login ada");
    }
}
