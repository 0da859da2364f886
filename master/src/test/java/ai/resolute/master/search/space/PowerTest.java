package ai.resolute.master.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PowerTest {
    @Test
    void powersAreThoseOfTheLibraryUpToTheLastBits() {
        var seed = new Random().nextLong();
        System.out.println("powersAreThoseOfTheLibraryUpToTheLastBits: seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            var base = Math.scalb(1 + random.nextDouble(), random.nextInt(20) - 10);
            var exponent = random.nextDouble() * 40 - 20;
            assertThat(Power.of(base, exponent))
                    .isCloseTo(Math.pow(base, exponent), withinPercentage(1e-11));
        }
    }

    @Test
    void extremesAreThoseOfTheLibrary() {
        for (double base : new double[] {1e-320, 1e-300, 0.5, 1, 2, 1e300}) {
            for (double exponent : new double[] {-1e9, -3, -1, 0, 1, 2, 1e9}) {
                var power = Math.pow(base, exponent);
                assertThat(Power.of(base, exponent)).isCloseTo(power, withinPercentage(1e-12));
            }
        }
    }
}
