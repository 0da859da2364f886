package ai.resolute.master.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.StorageConfig.Retention;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeepRuleTest {
    private static final Retention GOLDEN = new Retention(3, 1, 2);

    @Test
    void theGoldenValuesOfTenCheckpointsHold() {
        assertThat(kept(GOLDEN, true, tenOf(step -> -step))).containsExactly(8L, 9L, 10L);
        assertThat(kept(GOLDEN, true, tenOf(step -> step))).containsExactly(1L, 2L, 3L, 9L, 10L);
        assertThat(kept(GOLDEN, false, tenOf(step -> step))).containsExactly(8L, 9L, 10L);
        assertThat(kept(GOLDEN, false, tenOf(step -> -step))).containsExactly(1L, 2L, 3L, 9L, 10L);
    }

    @Test
    void ofEqualMetricsTheEarlierIsBetter() {
        assertThat(kept(new Retention(2, 0, 0), true, tenOf(_ -> 1.0))).containsExactly(1L, 2L);
        assertThat(kept(new Retention(2, 0, 0), false, tenOf(_ -> 1.0))).containsExactly(1L, 2L);
    }

    @Test
    void whatWasNotValidatedOrIsNoNumberIsNeverBest() {
        var nan = candidate(1, 1, 1, Optional.of(Double.NaN), false);
        var none = candidate(2, 1, 2, Optional.empty(), false);
        var infinite = candidate(3, 1, 3, Optional.of(Double.POSITIVE_INFINITY), false);
        var all = List.of(nan, none, infinite);
        assertThat(kept(new Retention(3, 3, 0), true, all)).containsExactly(3L);
        assertThat(kept(new Retention(0, 0, 2), true, all)).containsExactly(2L, 3L);
    }

    @Test
    void ofTheSameStepTheLaterReportIsTheNewest() {
        var all =
                List.of(
                        candidate(1, 1, 10, Optional.empty(), false),
                        candidate(2, 1, 10, Optional.empty(), false));
        assertThat(kept(new Retention(0, 0, 1), true, all)).containsExactly(2L);
    }

    @Test
    void whatIsHeldStaysWhateverThePolicy() {
        var all =
                List.of(
                        candidate(1, 1, 1, Optional.of(9.0), true),
                        candidate(2, 1, 2, Optional.of(1.0), false));
        assertThat(kept(new Retention(0, 0, 0), true, all)).containsExactly(1L);
    }

    /** Against the definition, word by word, on random experiments in random order. */
    @Test
    void everyRandomExperimentIsSortedAsTheDefinitionSays() {
        for (int seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            var all = new ArrayList<Candidate>();
            var count = random.nextInt(30);
            for (int number = 1; number <= count; number++) {
                all.add(
                        candidate(
                                number,
                                1 + random.nextInt(4),
                                random.nextInt(8),
                                random.nextInt(4) == 0
                                        ? Optional.empty()
                                        : Optional.of((double) random.nextInt(5)),
                                random.nextInt(10) == 0));
            }
            var retention = new Retention(random.nextInt(4), random.nextInt(3), random.nextInt(3));
            var smaller = random.nextBoolean();
            var expected = all.stream().filter(one -> stays(one, all, retention, smaller)).toList();
            Collections.shuffle(all, random);
            assertThat(kept(retention, smaller, all))
                    .as("seed " + seed)
                    .isEqualTo(expected.stream().map(one -> one.checkpoint().number()).toList());
        }
    }

    private static boolean stays(
            Candidate one, List<Candidate> all, Retention retention, boolean smaller) {
        var trial = all.stream().filter(other -> sameTrial(one, other)).toList();
        var newer = trial.stream().filter(other -> newer(other, one)).count();
        var betterInTrial = trial.stream().filter(other -> better(other, one, smaller)).count();
        var better = all.stream().filter(other -> better(other, one, smaller)).count();
        var validated = one.metric().isPresent();
        return one.held()
                || newer < retention.trialLatest()
                || (validated && betterInTrial < retention.trialBest())
                || (validated && better < retention.experimentBest());
    }

    private static boolean sameTrial(Candidate one, Candidate other) {
        return one.checkpoint().origin().equals(other.checkpoint().origin());
    }

    private static boolean newer(Candidate one, Candidate than) {
        var steps =
                Long.compare(one.checkpoint().stepsCompleted(), than.checkpoint().stepsCompleted());
        return steps > 0 || (steps == 0 && one.checkpoint().number() > than.checkpoint().number());
    }

    private static boolean better(Candidate one, Candidate than, boolean smaller) {
        if (one.metric().isEmpty() || than.metric().isEmpty()) {
            return one.metric().isPresent();
        }
        var order = Double.compare(one.metric().orElseThrow(), than.metric().orElseThrow());
        return (smaller ? order < 0 : order > 0)
                || (order == 0 && one.checkpoint().number() < than.checkpoint().number());
    }

    private static List<Candidate> tenOf(IntToDoubleFunction metric) {
        return IntStream.rangeClosed(1, 10)
                .mapToObj(step ->
                        candidate(step, 1, step, Optional.of(metric.applyAsDouble(step)), false))
                .toList();
    }

    /** The numbers of those that stay. */
    private static List<Long> kept(Retention retention, boolean smaller, List<Candidate> all) {
        var gone = new HashSet<>(new KeepRule(retention, smaller).discarded(all));
        return all.stream()
                .map(Candidate::checkpoint)
                .filter(one -> !gone.contains(one))
                .map(Checkpoint::number)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static Candidate candidate(
            long number, int trial, long steps, Optional<Double> metric, boolean held) {
        var origin =
                new CheckpointReport.Origin(
                        new ExperimentId(1), new TrialId(trial), new AllocationId("1.1.1"));
        var report =
                new CheckpointReport(
                        new CheckpointId(new UUID(1, number)),
                        origin,
                        steps,
                        Instant.EPOCH,
                        Map.of(),
                        Map.of());
        return new Candidate(
                new Checkpoint(report, Checkpoint.State.COMPLETED, number, false), metric, held);
    }
}
