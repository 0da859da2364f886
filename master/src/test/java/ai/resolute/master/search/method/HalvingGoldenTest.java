package ai.resolute.master.search.method;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.search.Outline;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchEvent.ExitReason;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.simulation.SearchSimulation;
import ai.resolute.master.search.simulation.SearchSimulation.Fate;
import ai.resolute.master.search.simulation.SearchSimulation.Moment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rungs and lengths of halving searches and of populations, as the specification has them. */
final class HalvingGoldenTest {
    private static final SearchSimulation.Model CONSTANT =
            (_, _) -> new Moment.Reports(0, Map.of("loss", 1.0));

    @Test
    void aBudgetGivesItsRungs() {
        var method =
                Searches.ofNothing(
                        "{name: sync_halving, metric: loss, num_rungs: 4,"
                                + " target_trial_steps: 800, step_budget: 480}");
        assertThat(rungs(method)).containsExactly("12:11 50:2 200:1 800:1");
        assertThat(lengths(method))
                .containsExactly(Map.entry(12L, 9), Map.entry(50L, 1), Map.entry(800L, 1));
    }

    /** Of 973 workloads, 13 are done: twelve steps of one trial, and its validation. */
    @Test
    void progressCountsWorkloads() {
        var method =
                Searches.ofNothing(
                        "{name: sync_halving, metric: loss, num_rungs: 4,"
                                + " target_trial_steps: 800, step_budget: 480}");
        var random = ai.resolute.master.search.SearchRandom.seeded(1);
        var started = method.on(method.initial(), new SearchEvent.Started(), random);
        var train = (SearchAction.Train) started.actions().get(1);
        var reached = new SearchEvent.Reached(train.trial(), train.to(), Map.of("loss", 1.0));
        var step = method.on(started.state(), reached, random);
        assertThat(method.progress(step.state())).isEqualTo(13 / 973.0);
    }

    @Test
    void theOldNameWithABudgetIsTheSameSearch() {
        var named =
                Searches.ofNothing(
                        "{name: async_halving, metric: loss, num_rungs: 4,"
                                + " target_trial_steps: 800, step_budget: 480}");
        assertThat(rungs(named)).containsExactly("12:11 50:2 200:1 800:1");
    }

    @TestFactory
    Stream<DynamicTest> adaptiveSearchesShareTheirBudget() {
        return Stream.of(
                adaptive("aggressive", "1:640 4:160 16:40 64:10 256:2"),
                adaptive(
                        "standard",
                        "1:213 4:53 16:13 64:3 256:1",
                        "4:65 16:16 64:4 256:1",
                        "16:21 64:5 256:1"),
                adaptive(
                        "conservative",
                        "1:128 4:32 16:8 64:2 256:1",
                        "4:39 16:9 64:2 256:1",
                        "16:12 64:3 256:1",
                        "64:4 256:1",
                        "256:2"));
    }

    private static DynamicTest adaptive(String mode, String... brackets) {
        return shares(
                "{name: adaptive, metric: loss, target_trial_steps: 256, step_budget: 2560, mode: "
                        + mode
                        + "}",
                brackets);
    }

    @TestFactory
    Stream<DynamicTest> simpleAdaptiveSearchesShareTheirTrials() {
        var head = "{name: adaptive_simple, metric: loss, ";
        return Stream.of(
                shares(
                        head + "max_trials: 5, max_steps: 5}",
                        "1:2 2:1 3:1 4:1 5:1",
                        "1:2 2:1 3:1 5:1",
                        "1:1 2:1 5:1"),
                shares(
                        head + "max_trials: 16, max_steps: 256}",
                        "1:6 4:1 16:1 64:1 256:1",
                        "4:5 16:1 64:1 256:1",
                        "16:5 64:1 256:1"),
                shares(
                        head + "max_trials: 1, max_steps: 1, max_rungs: 3, mode: aggressive}",
                        "1:1 2:1 3:1"),
                shares(
                        head + "max_trials: 1, max_steps: 1, max_rungs: 3, mode: conservative}",
                        "1:1 2:1 3:1",
                        "1:1 2:1",
                        "1:1"));
    }

    private static DynamicTest shares(String searcher, String... brackets) {
        return DynamicTest.dynamicTest(
                searcher,
                () -> {
                    var method = Searches.ofNothing(searcher);
                    assertThat(rungs(method)).containsExactly(brackets);
                    assertForetold(method);
                });
    }

    @Test
    void oneTrialInThreeIsPromotedAtOnce() {
        var method =
                Searches.ofNothing(
                        "{name: async_halving, metric: loss, num_rungs: 3,"
                                + " target_trial_steps: 90, divisor: 3, max_trials: 12}");
        assertThat(lengths(method))
                .containsExactly(Map.entry(10L, 8), Map.entry(30L, 3), Map.entry(90L, 1));
        assertForetold(method);
    }

    @Test
    void bracketsOfAshaShareTrialsAndConcurrency() {
        var many =
                Searches.ofNothing(
                        "{name: adaptive_asha, metric: loss, target_trial_steps: 256, max_trials: 100}");
        assertThat(rungs(many))
                .containsExactly("4:70 16:17 64:4 256:1", "16:22 64:5 256:1", "64:8 256:2");
        assertThat(many.outline().concurrent()).isEqualTo(24);
        assertForetold(many);
        var few =
                Searches.ofNothing(
                        "{name: adaptive_asha, metric: loss, target_trial_steps: 9, max_trials: 5,"
                                + " divisor: 3, max_rungs: 2, max_concurrent_trials: 5}");
        assertThat(rungs(few)).containsExactly("3:3 9:1", "9:2");
        assertThat(few.outline().concurrent()).isEqualTo(5);
    }

    @TestFactory
    Stream<DynamicTest> theStandardModeHasTheUpperHalfOfTheBrackets() {
        return Stream.of(
                        Map.entry(1, List.of(1)),
                        Map.entry(2, List.of(2, 1)),
                        Map.entry(3, List.of(3, 2)),
                        Map.entry(4, List.of(4, 3, 2)),
                        Map.entry(5, List.of(5, 4, 3)))
                .map(golden ->
                        DynamicTest.dynamicTest(
                                "max_rungs " + golden.getKey(),
                                () ->
                                        assertThat(
                                                        Searches.ofNothing(
                                                                        "{name: adaptive, metric: loss, target_trial_steps: 256, step_budget: 2560, max_rungs: "
                                                                                + golden.getKey()
                                                                                + "}")
                                                                .outline()
                                                                .brackets()
                                                                .stream()
                                                                .map(bracket ->
                                                                        bracket.rungs().size()))
                                                .isEqualTo(golden.getValue())));
    }

    @Test
    void theWinnerOfARoundIsCopiedAndTheLoserStops() {
        var method =
                Searches.ofNothing(
                        "{name: pbt, metric: loss, population_size: 2, num_rounds: 2,"
                                + " steps_per_round: 2, replace_function: {truncate_fraction: 0.5}}");
        var trials = SearchSimulation.run(method, 1, CONSTANT).trials();
        assertThat(trials).hasSize(3);
        assertThat(trials)
                .extracting(SearchSimulation.Trial::units)
                .containsExactlyInAnyOrder(4L, 2L, 2L);
        var copy = trials.getLast();
        var source = copy.create().source().orElseThrow();
        var winner = trials.stream().filter(trial -> trial.units() == 4).findFirst().orElseThrow();
        assertThat(source.trial()).isEqualTo(winner.create().trial());
        assertThat(source.at().count()).isEqualTo(2);
        assertThat(trials).filteredOn(trial -> trial.fate() == Fate.STOPPED).hasSize(1);
        assertForetold(method);
    }

    @Test
    void withoutTruncationAPopulationRunsAllItsRounds() {
        var method =
                Searches.ofNothing(
                        "{name: pbt, metric: loss, population_size: 3, num_rounds: 4, steps_per_round: 5}");
        var trials = SearchSimulation.run(method, 1, CONSTANT).trials();
        assertThat(trials).hasSize(3).allMatch(trial -> trial.units() == 20);
        assertThat(trials).allMatch(trial -> trial.create().source().isEmpty());
    }

    @Test
    void aTrialThatIsGoneCountsAsTheWorstAndIsNotClosedAgain() {
        var method =
                Searches.ofNothing(
                        "{name: sync_halving, metric: loss, num_rungs: 2, target_trial_steps: 4,"
                                + " step_budget: 20, divisor: 4}");
        var failing = new int[] {2};
        var outcome =
                SearchSimulation.run(
                        method,
                        1,
                        (_, _) ->
                                failing[0]-- > 0
                                        ? new Moment.Exits(ExitReason.ERRORED)
                                        : new Moment.Reports(0, Map.of("loss", 1.0)));
        assertThat(outcome.trials()).filteredOn(t -> t.fate() == Fate.EXITED).hasSize(2);
        assertThat(outcome.trials()).filteredOn(t -> t.units() == 4).hasSize(2);
        assertThat(outcome.ending()).isEqualTo(SearchSimulation.Ending.COMPLETED);
    }

    @Test
    void aSearchWithoutItsTimeMetricCannotGoOn() {
        var method =
                Searches.ofNothing(
                        "{name: adaptive_asha, metric: loss, time_metric: images, max_time: 9, max_trials: 4}");
        var random = ai.resolute.master.search.SearchRandom.seeded(1);
        var started = method.on(method.initial(), new SearchEvent.Started(), random);
        var trial = ((SearchAction.Create) started.actions().getFirst()).trial();
        var step =
                method.on(
                        started.state(),
                        new SearchEvent.Validated(trial, Map.of("loss", 1.0, "batches", 3.0)),
                        random);
        assertThat(step.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        SearchAction.Fail.class,
                        fail -> assertThat(fail.why()).contains("'images'", "batches, loss"));
        assertThat(step.state().over()).isTrue();
    }

    @Test
    void aTrialThatIsNotAmongTheBestOfARungIsStopped() {
        var method =
                Searches.ofNothing(
                        "{name: async_halving, metric: loss, num_rungs: 2, time_metric: batches,"
                                + " max_time: 4, max_trials: 8, max_concurrent_trials: 1, divisor: 4}");
        var number = new int[1];
        var ranks = new TreeMap<String, Double>();
        var outcome =
                SearchSimulation.run(
                        method,
                        1,
                        (create, units) -> {
                            var value =
                                    ranks.computeIfAbsent(
                                            create.trial().toString(), _ -> (double) number[0]++);
                            return new Moment.Reports(
                                    0, Map.of("loss", value, "batches", (double) units));
                        });
        assertThat(outcome.trials()).hasSize(8);
        assertThat(outcome.trials().getFirst().units()).isEqualTo(4);
        assertThat(outcome.trials()).filteredOn(t -> t.fate() == Fate.STOPPED).hasSize(7);
    }

    @Test
    void aTrialWorseThanTheMedianOfTheOthersIsStopped() {
        var method =
                Searches.ofNothing(
                        "{name: median_stopping, metric: loss, max_trials: 6, max_concurrent_trials: 1,"
                                + " min_trials: 3, min_time: 2}");
        var number = new int[1];
        var ranks = new TreeMap<String, Double>();
        var outcome =
                SearchSimulation.run(
                        method,
                        1,
                        (create, units) -> {
                            var value =
                                    ranks.computeIfAbsent(
                                            create.trial().toString(), _ -> (double) number[0]++);
                            return new Moment.Reports(
                                    units / 5.0, Map.of("loss", value, "batches", (double) units));
                        });
        assertThat(outcome.trials())
                .extracting(SearchSimulation.Trial::units)
                .containsExactly(5L, 5L, 5L, 2L, 2L, 2L);
    }

    /** What it measured before counts, as that was so; where it never came, it says nothing. */
    @Test
    void anInfeasibleTrialCountsForTheMedianAsFarAsItCame() {
        for (var infeasible : List.of(ExitReason.ERRORED, ExitReason.INVALID_HYPERPARAMETERS)) {
            assertThat(thirdOfThree(infeasible, 1)).as("%s", infeasible).isEqualTo(1);
            assertThat(thirdOfThree(infeasible, 3)).as("%s", infeasible).isEqualTo(5);
        }
    }

    /** How far the worst of three trains, of which the best ends after two validations. */
    private static long thirdOfThree(ExitReason infeasible, int minTime) {
        var method =
                Searches.ofNothing(
                        "{name: median_stopping, metric: loss, max_trials: 3,"
                                + " max_concurrent_trials: 1, min_trials: 2, min_time: "
                                + minTime
                                + "}");
        var ranks = new TreeMap<String, Integer>();
        return SearchSimulation.run(
                        method,
                        1,
                        (create, units) -> {
                            var rank =
                                    ranks.computeIfAbsent(
                                            create.trial().toString(), _ -> ranks.size());
                            return rank == 0 && units == 3
                                    ? new Moment.Exits(infeasible)
                                    : new Moment.Reports(
                                            units / 5.0,
                                            Map.of(
                                                    "loss", (double) rank,
                                                    "batches", (double) units));
                        })
                .trials()
                .get(2)
                .units();
    }

    private static List<String> rungs(SearchMethod method) {
        return method.outline().brackets().stream().map(HalvingGoldenTest::rungs).toList();
    }

    private static String rungs(Outline.Bracket bracket) {
        return String.join(
                " ",
                bracket.rungs().stream()
                        .map(rung -> length(rung) + ":" + rung.reaching())
                        .toList());
    }

    private static long length(Outline.Rung rung) {
        return switch (rung.extent()) {
            case Outline.Extent.Trained(var length) -> length.count();
            case Outline.Extent.Timed(_, var value) -> value;
            case Outline.Extent.Whole _ -> 0;
        };
    }

    /** How many trials stop at which length when all are equally good. */
    private static Map<Long, Integer> lengths(SearchMethod method) {
        var lengths = new TreeMap<Long, Integer>();
        SearchSimulation.run(method, 1, CONSTANT)
                .trials()
                .forEach(trial -> lengths.merge(trial.units(), 1, Integer::sum));
        return lengths;
    }

    private static void assertForetold(SearchMethod method) {
        var foretold = new TreeMap<Long, Integer>();
        method.outline()
                .brackets()
                .forEach(bracket ->
                        bracket.rungs()
                                .forEach(rung ->
                                        foretold.merge(length(rung), rung.ending(), Integer::sum)));
        foretold.values().removeIf(trials -> trials == 0);
        assertThat(lengths(method)).isEqualTo(foretold);
    }
}
