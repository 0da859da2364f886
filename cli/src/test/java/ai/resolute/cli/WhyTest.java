package ai.resolute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyTest {
    private static final String WAITS =
            """
            {"subject":"trial 7","state":"STATE_QUEUED",\
            "summary":"trial 7 waits before its next run, as the last one failed","reasons":[\
            {"kind":"back_off","text":"restart 2 of 5 in 20 s","until":"2026-01-31T12:10:20Z"},\
            {"kind":"holder","text":"trial 3 of experiment 1 holds slot 0 of here",\
            "since":"2026-01-31T12:00:00Z"},\
            {"kind":"asked","text":"ann asked: pause experiment 1","since":"2026-01-31T12:09:00Z"}]}
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
    void aTrialAndAnExperimentAreAskedFor() {
        master.on("GET /api/v1/trials/7/why", WAITS);
        master.on("GET /api/v1/experiments/3/why", WAITS);
        assertThat(det("why", "trial", "7").out())
                .startsWith("trial 7 waits before its next run, as the last one failed · QUEUED\n")
                .contains("  restart 2 of 5 in 20 s · 20 s left\n")
                .contains("  ann asked: pause experiment 1 · 1m 00s ago\n")
                .contains("  trial 3 of experiment 1 holds slot 0 of here · for 10m 00s\n");
        assertThat(det("why", "t", "7").status()).isZero();
        assertThat(det("why", "3").status()).isZero();
        assertThat(det("why", "experiment", "3", "-o", "json").out())
                .contains("\"kind\": \"back_off\"")
                .contains("\"state\": \"QUEUED\"");
        assertThat(det("why", "3", "-o", "yaml").out()).contains("subject: trial 7");
    }

    @Test
    void whatIsUnclearIsSaid() {
        assertThat(det("why", "slot", "7").status()).isEqualTo(2);
        assertThat(det("why", "trial").err()).contains("det why 3, or: det why trial 7");
        assertThat(det("why", "9").status()).isEqualTo(5);
    }
}
