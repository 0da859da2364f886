package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.experiment.submission.Submitter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Under which interpreter a trial runs. */
final class EngineInterpreterTest {
    private static final String MINE = "/bin/sh"; // some file that can be executed

    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open() {
        cluster = new TestCluster(directory, 4);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void theOneThatTheConfigurationNamesComesFirst() {
        var config = TestCluster.SINGLE + "environment: {python: /opt/python}\n";
        assertThat(python(config, submitter(MINE, "here"))).isEqualTo("/opt/python");
    }

    @Test
    void elseItIsThatOfTheSubmittingProcessWhereThatRanOnThisMachine() {
        assertThat(python(TestCluster.SINGLE, submitter(MINE, "here\n"))).isEqualTo(MINE);
    }

    @Test
    void elseItIsTheOneThatTheClusterWasStartedWith() {
        assertThat(python(TestCluster.SINGLE, submitter(MINE, "elsewhere"))).isEqualTo("python3");
        assertThat(python(TestCluster.SINGLE, submitter(MINE, ""))).isEqualTo("python3");
        assertThat(python(TestCluster.SINGLE, submitter("/no/such/python", "here")))
                .isEqualTo("python3");
        assertThat(python(TestCluster.SINGLE, Optional.empty())).isEqualTo("python3");
    }

    private String python(String config, Optional<Submitter> submitter) {
        var id = cluster.submit(config, true, submitter);
        cluster.settle();
        return cluster.workers.launch(cluster.run(id)).python();
    }

    private static Optional<Submitter> submitter(String python, String machine) {
        return Optional.of(new Submitter(python, machine, "/work", Map.of()));
    }
}
