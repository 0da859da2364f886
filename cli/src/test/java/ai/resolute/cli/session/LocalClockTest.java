package ai.resolute.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClockTest {
    @TempDir private Path directory;

    @Test
    void theVariableComesFirst() {
        var absent = directory.resolve("absent");
        assertThat(zone("UTC", absent)).isEqualTo(ZoneOffset.UTC);
        assertThat(zone(":Etc/UTC", absent)).isEqualTo(ZoneOffset.UTC);
        assertThat(zone("Asia/Kolkata", absent)).isEqualTo(ZoneId.systemDefault());
    }

    @Test
    void elseTheFileThatTheMachineLinksTo() throws Exception {
        assertThat(zone("", linkTo("Etc/UTC"))).isEqualTo(ZoneOffset.UTC);
        assertThat(zone("", linkTo("Europe/Paris"))).isEqualTo(ZoneId.systemDefault());
        assertThat(zone("", directory.resolve("absent"))).isEqualTo(ZoneOffset.UTC);
    }

    private static ZoneId zone(String variable, Path file) {
        return new LocalClock(Map.of("TZ", variable), file).getZone();
    }

    private Path linkTo(String name) throws Exception {
        var file = directory.resolve("zoneinfo").resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        var link = directory.resolve("localtime-" + name.replace('/', '-'));
        return Files.createSymbolicLink(link, file);
    }
}
