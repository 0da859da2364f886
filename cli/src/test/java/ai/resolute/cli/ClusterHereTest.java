package ai.resolute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.cli.session.Surroundings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a cluster on this machine that does not run. */
class ClusterHereTest {
    @TempDir private Path home;

    private Ran det(String... arguments) {
        return Ran.det(home, Map.of(), Surroundings.Terminal.NONE, arguments);
    }

    @Test
    void theCommandThatStartsItNamesItsDirectory() {
        var data = home.resolve("elsewhere");
        var ran = det("status", "--data", data.toString());
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.out())
                .contains("No master runs in " + data)
                .endsWith("Start one: det up --data " + data + "\n");
        assertThat(det("status").out()).endsWith("Start one: det up\n");
    }

    @Test
    void aBackupIntoADirectoryThatIsNotThereSaysSo() {
        var nowhere = home.resolve("nowhere");
        var ran = det("backup", nowhere.resolve("b").toString(), "--data", home.toString());
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("there is no directory " + nowhere).doesNotContain("disk");
    }
}
