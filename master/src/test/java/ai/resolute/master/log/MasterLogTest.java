package ai.resolute.master.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The master's own log, as those see it who read it over its interface. */
class MasterLogTest {
    private final MasterLog log = new MasterLog();

    private void say(String message) {
        log.append(Instant.EPOCH, LogLevel.INFO, message);
    }

    private List<String> read(int offset) {
        var messages = new ArrayList<String>();
        log.read(offset, false).forEachRemaining(line -> messages.add(line.message()));
        return messages;
    }

    @Test
    void linesAreCountedFromEitherEnd() {
        List.of("a", "b", "c").forEach(this::say);
        assertThat(read(0)).containsExactly("a", "b", "c");
        assertThat(read(2)).containsExactly("c");
        assertThat(read(-2)).containsExactly("b", "c");
        assertThat(read(-9)).containsExactly("a", "b", "c");
        assertThat(read(7)).isEmpty();
    }

    @Test
    void theOldestGoWhenThereAreTooMany() {
        for (int number = 0; number < 10_005; number++) {
            say("line " + number);
        }
        assertThat(read(0)).hasSize(10_000).startsWith("line 5").endsWith("line 10004");
    }

    @Test
    void whoFollowsHearsWhatComesUntilTheEnd() throws Exception {
        say("before");
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var heard =
                    pool.submit(() -> {
                        var messages = new ArrayList<String>();
                        var lines = log.read(0, true);
                        lines.forEachRemaining(line -> {
                            messages.add(line.message());
                            if (messages.size() == 1) {
                                say("after");
                            } else {
                                log.close();
                            }
                        });
                        return messages;
                    });
            assertThat(heard.get(20, TimeUnit.SECONDS)).containsExactly("before", "after");
        }
    }
}
