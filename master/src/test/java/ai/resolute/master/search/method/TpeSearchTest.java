package ai.resolute.master.search.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.search.SearchEvent.ExitReason;
import ai.resolute.master.search.simulation.SearchSimulation;
import ai.resolute.master.search.simulation.SearchSimulation.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TpeSearchTest {
    private static final String SEARCHER =
            "{name: tpe, metric: loss, max_trials: 100, max_concurrent_trials: 1}";
    private static final int SEEDS = 9;

    /** Kernels of a fixed width stay near 0.8 here, and drawn points near 5. */
    @Test
    void closesInWhereGoodPointsAgree() {
        var space =
                """
                hyperparameters:
                  a: {type: double, minval: -5, maxval: 5}
                  b: {type: double, minval: -5, maxval: 5}
                  c: {type: double, minval: -5, maxval: 5}
                  d: {type: double, minval: -5, maxval: 5}
                  e: {type: double, minval: -5, maxval: 5}
                """;
        assertThat(median(space, 1.3)).isLessThan(0.4);
    }

    @Test
    void findsAMinimumAtAnEndOfTheRange() {
        var space =
                """
                hyperparameters:
                  a: {type: double, minval: -5, maxval: 5}
                  b: {type: int, minval: -5, maxval: 5}
                """;
        assertThat(median(space, 5)).isLessThan(0.01);
    }

    /** As random search draws them: nothing was learned. */
    @Test
    void aFailureThatSaysNothingAboutThePointTeachesNothing() {
        var random = points(SEARCHER.replace("tpe", "random"), ExitReason.ERRORED);
        assertThat(points(SEARCHER, ExitReason.UNLUCKY)).isEqualTo(random);
        assertThat(points(SEARCHER, ExitReason.ERRORED)).isNotEqualTo(random);
    }

    /** The points of a search whose trials all end so. */
    private static List<Map<String, @Nullable Object>> points(String searcher, ExitReason reason) {
        var points = new ArrayList<Map<String, @Nullable Object>>();
        var space = "hyperparameters: {a: {type: double, minval: -5, maxval: 5}}";
        SearchSimulation.run(
                Searches.method(Searches.config("searcher: " + searcher + "\n" + space)),
                7,
                1,
                (trial, _) -> {
                    points.add(trial.hyperparameters());
                    return new Moment.Exits(reason);
                });
        return points;
    }

    /** Of the best value of each seed. */
    private static double median(String space, double middle) {
        var bests = IntStream.range(0, SEEDS).mapToDouble(seed -> best(space, middle, seed));
        return bests.sorted().toArray()[SEEDS / 2];
    }

    private static double best(String space, double middle, int seed) {
        var best = new double[] {Double.MAX_VALUE};
        SearchSimulation.run(
                Searches.method(Searches.config("searcher: " + SEARCHER + "\n" + space)),
                seed,
                1,
                (trial, _) -> {
                    var value =
                            trial.hyperparameters().values().stream()
                                    .mapToDouble(at -> ((Number) at).doubleValue() - middle)
                                    .map(far -> far * far)
                                    .sum();
                    best[0] = Math.min(best[0], value);
                    return new Moment.Reports(1, Map.of("loss", value));
                });
        return best[0];
    }
}
