package ai.resolute.master.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinningTest {
    @Test
    void whatIsShortEnoughStaysWhole() {
        var points = points(30, RandomGenerator.getDefault());
        assertThat(Thinning.thin(points, 30)).isEqualTo(points);
        assertThat(Thinning.thin(List.of(), 3)).isEmpty();
    }

    @Test
    void theLowestTheHighestAndTheLastAlwaysStayInOrder() {
        var seed = System.nanoTime();
        System.out.println("ThinningTest seed " + seed);
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (var round = 0; round < 300; round++) {
            var points = points(1 + random.nextInt(500), random);
            var most = 3 + random.nextInt(100);
            var thin = Thinning.thin(points, most);
            var byValue = Comparator.comparingDouble(Point::value);
            assertThat(thin)
                    .hasSizeLessThanOrEqualTo(most)
                    .contains(points.getLast())
                    .isSubsetOf(points)
                    .isSortedAccordingTo(Comparator.comparingLong(Point::steps));
            assertThat(values(thin.stream().min(byValue), thin.stream().max(byValue)))
                    .isEqualTo(values(points.stream().min(byValue), points.stream().max(byValue)));
        }
    }

    /** As a list, because lists compare NaN with NaN as equal. */
    private static List<Double> values(Optional<Point> lowest, Optional<Point> highest) {
        return List.of(lowest.orElseThrow().value(), highest.orElseThrow().value());
    }

    private static List<Point> points(int count, RandomGenerator random) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Point(i, Instant.EPOCH, Optional.empty(), value(random)))
                .toList();
    }

    private static double value(RandomGenerator random) {
        return random.nextInt(50) == 0 ? Double.NaN : random.nextGaussian();
    }
}
