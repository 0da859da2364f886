package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.search.method.SearchMethods;
import ai.resolute.master.search.method.Searches;
import ai.resolute.master.search.simulation.Preview;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Good configurations changed at random: each is accepted or refused with its faults. */
final class ConfigMutationsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MUTATIONS = 2000;
    private static final List<Object> VALUES =
            Arrays.asList(
                    null,
                    true,
                    0,
                    1,
                    -1,
                    2,
                    0.5,
                    1e300,
                    3_000_000_000L,
                    Double.MAX_VALUE,
                    "",
                    "x",
                    "random",
                    "1e-3",
                    List.of(),
                    List.of(1, "a"),
                    Map.of(),
                    Map.of("type", "int"),
                    Map.of("batches", 3),
                    Map.of("x", List.of(Map.of())));

    @Test
    void aMutationIsAcceptedOrRefusedWithFaults() {
        var seed = new Random().nextLong();
        System.out.println("aMutationIsAcceptedOrRefusedWithFaults: seed " + seed);
        var dice = new Random(seed);
        var good = goodOnes();
        var accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var tree = copy(good.get(dice.nextInt(good.size())));
            for (int n = 1 + dice.nextInt(3); n > 0; n--) {
                mutate(tree, dice);
            }
            accepted += accepts(JSON.writeValueAsString(tree)) ? 1 : 0;
        }
        assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
    }

    /** An accepted one can be read again, foretold and begun. */
    private static boolean accepts(String text) {
        try {
            var config = ExperimentConfigs.parse(text, ExperimentConfigsTest.DEFAULTS);
            var again =
                    ExperimentConfigs.parse(config.tree().toJson(), ExperimentConfigsTest.DEFAULTS);
            assertThat(again.tree().toJson()).as(text).isEqualTo(config.tree().toJson());
            assertThat(again.searcher()).as(text).isEqualTo(config.searcher());
            assertThat(Preview.of(config).outline().trials()).as(text).isPositive();
            SearchMethods.of(config.searcher(), config.hyperparameters()).initial();
            return true;
        } catch (InvalidConfigException refused) {
            assertThat(refused.faults()).isNotEmpty();
            return false;
        }
    }

    private static List<Map<String, Object>> goodOnes() {
        var good = new ArrayList<Map<String, Object>>();
        for (var searcher : Searches.ALL) {
            var text =
                    """
                    labels: [a]
                    hyperparameters:
                      lr: {type: log, base: 10, minval: -4, maxval: -1, count: 2}
                      n: {units: {type: int, minval: 8, maxval: 64, count: 3}, c: 3}
                      act: {type: categorical, vals: [a, b]}
                    bind_mounts: [{host_path: /a, container_path: b}]
                    log_policies: [{pattern: x, action: cancel_retries}]
                    data_layer: {type: shared_fs, host_storage_path: /a}
                    """;
            good.add(
                    Map.class.cast(
                            Searches.config("searcher: " + searcher + "\n" + text).tree().root()));
        }
        return good;
    }

    @SuppressWarnings("unchecked")
    private static void mutate(Map<String, Object> tree, Random dice) {
        var keys = List.copyOf(tree.keySet());
        var key = keys.isEmpty() ? "x" : keys.get(dice.nextInt(keys.size()));
        if (tree.get(key) instanceof Map<?, ?> inner && dice.nextInt(5) > 0) {
            mutate((Map<String, Object>) inner, dice);
            return;
        }
        switch (dice.nextInt(4)) {
            case 0 -> tree.remove(key);
            case 1 -> tree.put(key + "s", value(dice));
            default -> tree.put(key, value(dice));
        }
    }

    private static Object value(Random dice) {
        var value = VALUES.get(dice.nextInt(VALUES.size()));
        return value instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> copy(Map<String, Object> tree) {
        var copy = new LinkedHashMap<String, Object>();
        tree.forEach((key, value) ->
                copy.put(
                        key,
                        value instanceof Map<?, ?> map ? copy((Map<String, Object>) map) : value));
        return copy;
    }
}
