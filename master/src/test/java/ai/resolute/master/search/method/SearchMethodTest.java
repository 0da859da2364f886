package ai.resolute.master.search.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchEvent.ExitReason;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchStep;
import ai.resolute.master.search.simulation.SearchSimulation;
import ai.resolute.master.search.simulation.SearchSimulation.Ending;
import ai.resolute.master.search.simulation.SearchSimulation.Model;
import ai.resolute.master.search.simulation.SearchSimulation.Moment;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SearchMethodTest {
    private static final SearcherConfig.Common LOSS =
            new SearcherConfig.Common("loss", true, false);
    private static final Hyperparameters SPACE =
            space("x", new Hyperparameters.DoubleRange(0, 1, OptionalInt.of(5)));
    private static final Model GOOD =
            (_, validation) ->
                    new Moment.Reports(validation / 4.0, Map.of("loss", 1.0 / validation));

    @Test
    void aRandomSearchKeepsItsTrialsOpenUpToTheLimit() {
        var outcome = SearchSimulation.run(random(10, 3, SPACE), 1, GOOD);
        assertThat(outcome.trials()).hasSize(10).allMatch(trial -> trial.units() == 4);
        assertThat(outcome.mostOpen()).isEqualTo(3);
        assertThat(outcome.ending()).isEqualTo(Ending.COMPLETED);
        assertThat(outcome.progress()).isEqualTo(1);
    }

    @Test
    void noLimitMeansAllAtOnce() {
        assertThat(SearchSimulation.run(random(10, 0, SPACE), 1, GOOD).mostOpen()).isEqualTo(10);
    }

    @Test
    void howManyAreOpenAtOnceDoesNotChangeWhatIsDrawn() {
        var one = SearchSimulation.run(random(6, 1, SPACE), 3, GOOD);
        var all = SearchSimulation.run(random(6, 0, SPACE), 3, GOOD);
        assertThat(one.trials()).isEqualTo(all.trials());
    }

    @Test
    void aSearchFailsOnlyWhenEveryTrialErrored() {
        assertThat(ending(random(4, 2, SPACE), ExitReason.ERRORED, 4)).isEqualTo(Ending.FAILED);
        assertThat(ending(random(4, 2, SPACE), ExitReason.ERRORED, 3)).isEqualTo(Ending.COMPLETED);
        assertThat(ending(random(4, 2, SPACE), ExitReason.CANCELED, 4)).isEqualTo(Ending.COMPLETED);
        assertThat(ending(single(), ExitReason.ERRORED, 1)).isEqualTo(Ending.FAILED);
        assertThat(ending(grid(), ExitReason.ERRORED, 5)).isEqualTo(Ending.FAILED);
    }

    @Test
    void invalidHyperparametersAreDrawnAgainByRandomAlone() {
        var invalid = new int[1];
        Model first =
                (create, validation) ->
                        invalid[0]++ == 0
                                ? new Moment.Exits(ExitReason.INVALID_HYPERPARAMETERS)
                                : GOOD.at(create, validation);
        assertThat(SearchSimulation.run(random(3, 1, SPACE), 1, first).trials()).hasSize(4);
        invalid[0] = 0;
        assertThat(SearchSimulation.run(grid(), 1, first).trials()).hasSize(5);
        invalid[0] = 0;
        assertThat(SearchSimulation.run(single(), 1, first).trials()).hasSize(1);
    }

    @Test
    void aSpaceWithoutAValidPointDoesNotRunForEver() {
        Model never = (_, _) -> new Moment.Exits(ExitReason.INVALID_HYPERPARAMETERS);
        var drawn = SearchSimulation.run(random(3, 2, SPACE), 1, never);
        assertThat(drawn.trials()).hasSize(3 + 3 * RandomSearch.REPLACEMENTS_PER_PLACE);
        assertThat(drawn.ending()).isNotEqualTo(Ending.NONE);
        var constant = space("x", new Hyperparameters.Constant(1));
        assertThat(SearchSimulation.run(random(3, 2, constant), 1, never).trials()).hasSize(3);
    }

    @Test
    void aGridOfNothingIsOneTrial() {
        var nothing = new Hyperparameters(new TreeMap<>());
        var method =
                SearchMethods.of(
                        new SearcherConfig.Grid(LOSS, new SearcherConfig.Trials(1, 16)), nothing);
        assertThat(SearchSimulation.run(method, 1, GOOD).trials()).hasSize(1);
    }

    @Test
    void progressIsTheMeanOfThePlaces() {
        var method = random(4, 2, SPACE);
        var random = SearchRandom.seeded(1);
        var started = method.on(method.initial(), new SearchEvent.Started(), random);
        var trial = ((SearchAction.Create) started.actions().getFirst()).trial();
        var half = method.on(started.state(), new SearchEvent.Progressed(trial, 0.5), random);
        assertThat(method.progress(half.state())).isEqualTo(0.125, within(1e-12));
        var closed = method.on(half.state(), new SearchEvent.Closed(trial), random);
        assertThat(method.progress(closed.state())).isEqualTo(0.25, within(1e-12));
    }

    @Test
    void eventsThatWereHeardBeforeChangeNothing() {
        var method = random(2, 1, SPACE);
        var random = SearchRandom.seeded(1);
        var started = method.on(method.initial(), new SearchEvent.Started(), random);
        var trial = ((SearchAction.Create) started.actions().getFirst()).trial();
        var closed = method.on(started.state(), new SearchEvent.Closed(trial), random);
        var late =
                List.of(
                        new SearchEvent.Started(),
                        new SearchEvent.Closed(trial),
                        new SearchEvent.Progressed(trial, 0.1),
                        new SearchEvent.ExitedEarly(trial, ExitReason.ERRORED));
        for (var event : late) {
            var step = method.on(closed.state(), event, random);
            assertThat(step).isEqualTo(new SearchStep(closed.state(), List.of()));
        }
    }

    private static Ending ending(SearchMethod method, ExitReason reason, int exits) {
        var left = new int[] {exits};
        Model model =
                (create, validation) ->
                        validation == 1 && left[0]-- > 0
                                ? new Moment.Exits(reason)
                                : GOOD.at(create, validation);
        return SearchSimulation.run(method, 5, model).ending();
    }

    private static SearchMethod random(int trials, int concurrent, Hyperparameters space) {
        return SearchMethods.of(
                new SearcherConfig.Random(LOSS, new SearcherConfig.Trials(trials, concurrent)),
                space);
    }

    private static SearchMethod grid() {
        return SearchMethods.of(
                new SearcherConfig.Grid(LOSS, new SearcherConfig.Trials(5, 2)), SPACE);
    }

    private static SearchMethod single() {
        return SearchMethods.of(new SearcherConfig.Single(LOSS), SPACE);
    }

    private static Hyperparameters space(String name, Hyperparameters.Node node) {
        return new Hyperparameters(new TreeMap<>(Map.of(name, node)));
    }
}
