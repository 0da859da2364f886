package ai.resolute.master.duty;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Duties on a thread of their own. */
final class DutyLoopTest {
    private final Duties duties = new Duties(Clock.systemUTC());

    @Test
    void whateverADutyThrowsItIsTriedAgainAndTheOthersAreDone() throws Exception {
        var tries = new AtomicInteger();
        var done = new CountDownLatch(2);
        duties.owe(
                "deep",
                () -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new StackOverflowError();
                    }
                    done.countDown();
                });
        duties.owe("other", done::countDown);
        try (var loop = new DutyLoop("test", duties)) {
            loop.start();
            assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(tries).hasValue(2);
    }
}
