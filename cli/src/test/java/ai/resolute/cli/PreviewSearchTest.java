package ai.resolute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewSearchTest {
    private static final String PREVIEW = "POST /api/v1/preview-hp-search";
    private static final String SUMMARY =
            """
            {"summary": {"config": {}, "concurrent": 8,
             "brackets": [{"rungs": [{"count": 9, "unit": {"name": "batches", "value": 100, "maxLength": false}},
                                     {"count": 3, "unit": {"name": "batches", "value": 300, "maxLength": false}}]},
                          {"rungs": [{"count": 1, "unit": {"maxLength": true}}]}],
             "trials": [{"count": 6, "unit": {"name": "batches", "value": 100, "maxLength": false}},
                        {"count": 3, "unit": {"name": "batches", "value": 300, "maxLength": false}},
                        {"count": 1, "unit": {"maxLength": true}}],
             "cost": {"hours": 1.5, "slotHours": 6}}}
            """;

    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @AfterEach
    void close() {
        master.close();
    }

    @Test
    void aTableShowsHowManyTrialsTrainHowFarInEachBracket() throws IOException {
        master.on(PREVIEW, SUMMARY);
        var file = home.resolve("search.yaml");
        Files.writeString(file, "searcher: {name: random, metric: loss, max_trials: 3}\n");
        var ran =
                Ran.det(
                        home,
                        master,
                        "preview-search",
                        file.toString(),
                        "--config",
                        "searcher.max_trials=10",
                        "--seconds",
                        "0.5",
                        "--slots",
                        "4");
        assertThat(ran.status()).isZero();
        assertThat(ran.out().lines().map(line -> line.replaceAll("[\\s|]+", " ").strip()))
                .contains(
                        "BRACKET TRIALS TRAINED TO UNIT END THERE",
                        "1 9 100 batches 6",
                        "1 3 300 batches 3")
                .anyMatch(line -> line.startsWith("2 1 ") && line.endsWith("their end 1"));
        assertThat(ran.err())
                .contains(
                        "10 trials, at most 8 at once, in 2 brackets; at least 1.50 hours, 6.00 slot-hours");
        assertThat(master.asked().getLast().body())
                .contains("\"max_trials\":10", "\"secondsPerUnit\":0.5", "\"slots\":4");
    }

    @Test
    void whereNoHoursFollowItSaysWhy() throws IOException {
        master.on(PREVIEW, SUMMARY.replaceFirst(",\\s+\"cost\": \\{[^}]*}", ""));
        var file = home.resolve("search.yaml");
        Files.writeString(file, "searcher: {name: random, metric: loss, max_trials: 3}\n");
        var asked = Ran.det(home, master, "preview-search", file.toString(), "--seconds", "2");
        assertThat(asked.err()).contains("in 2 brackets; no hours follow, as the configuration");
        var other = Ran.det(home, master, "preview-search", file.toString());
        assertThat(other.err()).contains("in 2 brackets\n");
    }

    @Test
    void aFileThatIsNotThereIsNamedWithoutAnotherCommand() {
        var ran = Ran.det(home, master, "preview-search", "nowhere.yaml");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err())
                .contains("'nowhere.yaml'", "there is no such file")
                .doesNotContain("experiment create");
    }

    @Test
    void aFileThatIsNoMappingIsRefusedBeforeAnythingIsAsked() throws IOException {
        var file = home.resolve("list.yaml");
        Files.writeString(file, "- a\n");
        var ran = Ran.det(home, master, "preview-search", file.toString());
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("not a mapping");
    }
}
