package ai.resolute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies, pins and deletion. */
class RetentionTest {
    private static final String POLICY = "POST /api/v1/experiments/1/gc-policy";

    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @BeforeEach
    void anExperimentWithACheckpoint() {
        master.on("GET /api/v1/experiments/1", Wire038.answer("STATE_COMPLETED", ""));
        var one = Wire038.checkpoint("old", "0.5");
        master.on(
                POLICY, "{\"checkpoints\":[" + one + "],\"bytes\":\"2000000\",\"applied\":false}");
    }

    @AfterEach
    void close() {
        master.close();
    }

    private Ran det(String... arguments) {
        return Ran.det(home, master, arguments);
    }

    @Test
    void aPolicyIsShownBeforeItIsSetAndOnlySetWhenThatIsWanted() {
        var dry = det("e", "set", "gc-policy", "1", "--save-trial-best", "2", "--dry-run");
        assertThat(dry.out()).contains("old");
        assertThat(bodies()).containsExactly("{\"dryRun\":true,\"saveTrialBest\":2}");
        var asked = det("e", "set", "gc-policy", "1", "--save-trial-best", "2");
        assertThat(asked.status()).isEqualTo(2);
        assertThat(asked.err())
                .contains("Delete 1 checkpoint, 2.0 MB for good? [y/N]")
                .contains("Nothing was changed.")
                .contains("--yes");
        assertThat(bodies()).doesNotContain("{\"dryRun\":false,\"saveTrialBest\":2}");
        var done =
                det(
                        "e",
                        "set",
                        "gc-policy",
                        "1",
                        "--yes",
                        "--save-experiment-best",
                        "3",
                        "--save-trial-best",
                        "1",
                        "--save-trial-latest",
                        "0");
        assertThat(done.status()).isZero();
        assertThat(done.err()).contains("The policy of experiment 1 is set; deleted: 1 checkpoint");
        assertThat(bodies())
                .last()
                .asString()
                .contains("\"dryRun\":false")
                .contains("\"saveExperimentBest\":3")
                .contains("\"saveTrialLatest\":0");
    }

    @Test
    void whatWouldGoIsOnTheScreenBeforeTheQuestion() {
        var screen =
                Ran.onOneScreen(
                        home, master, "e", "set", "gc-policy", "1", "--save-trial-best", "2");
        assertThat(screen)
                .containsSubsequence("UUID", "old", "Delete 1 checkpoint", "Nothing was changed.");
    }

    @Test
    void aPolicyIsNotSetToNothing() {
        var ran = det("e", "set", "gc-policy", "1");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("are to stay?", "none of --save-experiment-best");
        assertThat(master.asked()).isEmpty();
    }

    @Test
    void whatIsDeletedIsNotOfferedForDownload() {
        var one = Wire038.checkpoint("a", "0.5");
        master.on(
                "GET /api/v1/checkpoints/a",
                "{\"checkpoint\":" + one + "}",
                "{\"checkpoint\":" + one.replace("STATE_COMPLETED", "STATE_DELETED") + "}");
        assertThat(det("c", "describe", "a").out()).contains("det checkpoint download a");
        assertThat(det("c", "describe", "a").out()).contains("DELETED").doesNotContain("download");
    }

    @Test
    void aListSaysWhichArePinned() {
        var one = Wire038.checkpoint("one", "0.5");
        master.on(
                "GET /api/v1/experiments/1/checkpoints",
                "{\"checkpoints\":[%s,%s],\"pagination\":{\"offset\":0,\"limit\":0,\"endIndex\":2,\"total\":2}}"
                        .formatted(one, one.replace("\"one\"", "\"two\",\"pinned\":true")));
        assertThat(det("c", "list", "1").out().lines().map(line -> line.replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("UUID PIN TRIAL"))
                .anyMatch(line -> line.startsWith("one 2 600"))
                .anyMatch(line -> line.startsWith("two yes 2 600"));
    }

    @Test
    void checkpointsAreDeletedWholeOrInPartAndNeverUnasked() {
        master.on("DELETE /api/v1/checkpoints", "{}").on("POST /api/v1/checkpoints/rm", "{}");
        for (var name : List.of("a", "b", "gone")) {
            var one = Wire038.checkpoint(name, "0.5");
            var told = name.equals("gone") ? one.replace("_COMPLETED", "_DELETED") : one;
            master.on("GET /api/v1/checkpoints/" + name, "{\"checkpoint\":" + told + "}");
        }
        assertThat(det("c", "delete", "gone").out())
                .isEqualTo("Checkpoint gone had been deleted already\n");
        assertThat(det("c", "delete", "a", "b").status()).isEqualTo(2);
        assertThat(master.lines()).noneMatch(line -> line.startsWith("DELETE"));
        assertThat(det("c", "delete", "a,b", "--yes").out()).isEqualTo("Deleted 2 checkpoints\n");
        assertThat(last()).isEqualTo("{\"checkpointUuids\":[\"a\",\"b\"]}");
        assertThat(det("c", "delete", "gone,a", "-y").out())
                .isEqualTo("Checkpoint gone had been deleted already\nDeleted 1 checkpoint\n");
        assertThat(last()).isEqualTo("{\"checkpointUuids\":[\"a\"]}");
        assertThat(det("c", "rm", "a", "--glob", "code/**", "-y").out())
                .isEqualTo("Deleted files of 1 checkpoint\n");
        assertThat(last()).contains("\"checkpointGlobs\":[\"code/**\"]");
    }

    @Test
    void checkpointsArePinnedAndUnpinned() {
        master.on("POST /api/v1/checkpoints/a/pin", "{}");
        master.on("POST /api/v1/checkpoints/a/unpin", "{}");
        assertThat(det("c", "pin", "a").out()).isEqualTo("Pinned checkpoint a\n");
        assertThat(det("c", "unpin", "a").out()).isEqualTo("Unpinned checkpoint a\n");
    }

    private List<String> bodies() {
        return master.asked().stream()
                .filter(asked -> asked.line().equals(POLICY))
                .map(TestingMaster.Asked::body)
                .toList();
    }

    private String last() {
        return master.asked().getLast().body();
    }
}
