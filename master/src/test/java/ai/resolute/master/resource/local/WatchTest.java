package ai.resolute.master.resource.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker to its end. */
final class WatchTest {
    @TempDir Path directory;

    @Test
    void oneThatHasNoGroupOfItsOwnYetIsKilledToo() throws Exception {
        var supervisors =
                new Supervisors(
                        new LocalSettings(
                                directory,
                                "python3",
                                directory,
                                LocalSettings.Devices.processors("node", 1, false)));
        var process = new ProcessBuilder("sleep", "120").start();
        try {
            var child = Optional.<Child>of(new Child.Spawned(process));
            new Watch(new RunDirectory(directory), supervisors, child).kill();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
