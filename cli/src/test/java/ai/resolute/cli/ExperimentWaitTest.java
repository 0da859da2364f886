package ai.resolute.cli;

import static ai.resolute.cli.Wire038.answer;
import static ai.resolute.cli.Wire038.trial;
import static ai.resolute.cli.Wire038.trials;
import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.cli.session.Surroundings.Terminal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentWaitTest {
    private static final String ONE = "GET /api/v1/experiments/1";
    private static final String TRIALS = "GET /api/v1/experiments/1/trials";

    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @AfterEach
    void close() {
        master.close();
    }

    private Ran waitFor(Terminal terminal) {
        var environment =
                Map.of(
                        "DET_MASTER",
                        master.url(),
                        "DET_USER",
                        "ada",
                        "DET_USER_TOKEN",
                        "secret",
                        "TERM",
                        "xterm");
        return Ran.det(
                home,
                environment,
                terminal,
                "experiment",
                "wait",
                "1",
                "--polling-interval",
                "0.1");
    }

    private void search(String end, String why) {
        master.on(
                ONE,
                answer("STATE_RUNNING", ""),
                answer("STATE_RUNNING", ""),
                answer(end, ",\"endTime\":\"2026-01-31T12:08:50Z\"" + why));
        var one = trial(1, "STATE_COMPLETED", "0.8125", ",\"endTime\":\"2026-01-31T12:02:00Z\"");
        var running = trial(2, "STATE_RUNNING", "0.875", ",\"batchesPerSecond\":10.0");
        var done = trial(2, "STATE_COMPLETED", "0.875", ",\"endTime\":\"2026-01-31T12:08:00Z\"");
        var early = trial(3, "STATE_COMPLETED", "0.5", ",\"stoppedEarly\":true");
        master.on(TRIALS, trials(one, running), trials(one, running), trials(one, done, early));
    }

    @Test
    void aCompletedSearchTellsItsResult() {
        search("STATE_COMPLETED", "");
        var ran = waitFor(Terminal.NONE);
        assertThat(ran.status()).isZero();
        assertThat(ran.err())
                .contains("▸ experiment 1 · first light · random: 3 trials, ≤ 2 at once on 2 slots")
                .containsOnlyOnce(
                        "  trials 1/3 · best val_accuracy 0.875 (trial 2) · 00:09:59 · ~00:01:00 left")
                .contains("✔ done in 8m 49s · best trial 2 · val_accuracy 0.875")
                .contains(master.url() + "/det/experiments/1")
                .contains("det checkpoint list 1");
        assertThat(ran.out())
                .contains("★ 2")
                .contains("STOPPED_EARLY")
                .contains("width")
                .doesNotContain("batch_size");
    }

    @Test
    void aTerminalGetsOneRegionThatIsRedrawn() {
        search("STATE_COMPLETED", "");
        var ran = waitFor(new Terminal(true, false, true, 80));
        assertThat(ran.err())
                .contains("\033[?25l")
                .contains("\033[3A")
                .contains("\033[?25h")
                .contains("batch 600/1,200");
        ran.err()
                .replaceAll("\033\\[[0-9?]*[A-Za-z]", "")
                .lines()
                .filter(line -> line.startsWith("  trial"))
                .forEach(line -> assertThat(line.length()).isLessThan(80));
    }

    @Test
    void aFailedSearchIsStatus1WithItsReason() {
        search("STATE_ERROR", ",\"failure\":\"train.py raised ValueError: no such file\"");
        var ran = waitFor(Terminal.NONE);
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err())
                .contains("terminated with state FAILED")
                .contains("why train.py raised ValueError: no such file");
    }

    @Test
    void aCanceledSearchIsStatus1() {
        search("STATE_CANCELED", "");
        assertThat(waitFor(Terminal.NONE).status()).isEqualTo(1);
    }
}
