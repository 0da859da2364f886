package ai.resolute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @BeforeEach
    void twoCheckpointsOfTrialTwo() throws Exception {
        master.on("GET /api/v1/experiments/1", Wire038.answer("STATE_COMPLETED", ""));
        master.on(
                "GET /api/v1/trials/2",
                "{\"trial\":" + Wire038.trial(2, "STATE_COMPLETED", "0.9", "") + "}");
        master.on(
                "GET /api/v1/experiments/1/checkpoints",
                "{\"checkpoints\":["
                        + Wire038.checkpoint("late", "0.5").replace("600", "900")
                        + ","
                        + Wire038.checkpoint("good", "0.9")
                        + "]}");
        master.on("GET /checkpoints/late", 200, Archive.of("late.h5"));
        master.on("GET /checkpoints/good", 200, Archive.of("good.h5"));
    }

    @AfterEach
    void close() {
        master.close();
    }

    private Ran det(String... arguments) {
        return Ran.det(home, master, arguments);
    }

    @Test
    void theBestOfAnExperimentHaveADirectoryEach() {
        var into = home.resolve("best").toString();
        assertThat(det("e", "download", "1", "-o", into).out()).isEqualTo(into + "/good\n");
        assertThat(home.resolve("best/late")).doesNotExist();
        var both = det("e", "download", "1", "-o", into, "--top-n", "2", "-q");
        assertThat(both.err()).isEmpty();
        assertThat(home.resolve("best/late/late.h5")).hasContent("hello");
        assertThat(home.resolve("best/good/good.h5")).hasContent("hello");
    }

    @Test
    void aTrialHasABestALatestAndANamedOne() {
        var into = home.resolve("one").toString();
        assertThat(det("t", "download", "2", "--best", "-o", into).status()).isZero();
        assertThat(home.resolve("one/good.h5")).exists();
        assertThat(det("t", "download", "2", "--latest", "-o", into).status()).isZero();
        assertThat(home.resolve("one/late.h5")).exists();
        var none = det("t", "download", "2", "--uuid", "other");
        assertThat(none.status()).isEqualTo(5);
        assertThat(none.err()).contains("other is none of its").contains("det checkpoint list 1");
    }

    @Test
    void anotherMetricNeedsItsDirection() {
        var into = home.resolve("by").toString();
        var unclear = det("e", "download", "1", "--sort-by", "val_loss", "-o", into);
        assertThat(unclear.status()).isEqualTo(2);
        assertThat(unclear.err()).contains("--smaller-is-better true");
        var worst = det("e", "download", "1", "--smaller-is-better", "true", "-o", into);
        assertThat(worst.out()).isEqualTo(into + "/late\n");
    }

    @Test
    void whichCheckpointMustBeSaid() {
        assertThat(det("t", "download", "2").status()).isEqualTo(2);
        var two = det("t", "download", "2", "--best", "--latest");
        assertThat(two.status()).isEqualTo(2);
        assertThat(two.err()).contains("exactly one of --best, --latest and --uuid");
        assertThat(det("e", "download", "1", "--top-n", "0").status()).isEqualTo(2);
        assertThat(Files.exists(home.resolve("checkpoints"))).isFalse();
    }
}
