package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.fault.Fault;
import ai.resolute.master.config.fault.InvalidConfigException;
import ai.resolute.master.search.method.SearchMethods;
import ai.resolute.master.search.simulation.Preview;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Good configurations changed at random: each is accepted or refused with its faults. */
final class ConfigMutationsTest {
    private static final int MUTATIONS = 2000;

    /** Keys whose faults depend on each other. */
    private static final List<Set<String>> TOGETHER =
            List.of(
                    Set.of("searcher", "hyperparameters"),
                    Set.of("searcher", "internal"),
                    Set.of("searcher", "scheduling_unit"),
                    Set.of("entrypoint", "internal"),
                    Set.of("workspace", "project"),
                    Set.of("scheduling_unit", "min_validation_period"),
                    Set.of("scheduling_unit", "min_checkpoint_period"));

    @Test
    void aMutationIsAcceptedOrRefusedWithFaults() {
        var seed = new Random().nextLong();
        System.out.println("aMutationIsAcceptedOrRefusedWithFaults: seed " + seed);
        var dice = new Random(seed);
        var accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            accepted += accepts(Mutations.text(dice)) ? 1 : 0;
        }
        assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
    }

    @Test
    void whatMayBeNullMayBeNullForAnEditorToo() {
        var accepted =
                Mutations.good().stream()
                        .flatMap(tree -> Mutations.withNulls(tree).stream())
                        .filter(tree -> accepts(Mutations.text(tree)))
                        .count();
        assertThat(accepted).isPositive();
    }

    /** An accepted one can be read again, foretold and begun; and an editor finds nothing in it. */
    private static boolean accepts(String text) {
        try {
            var config = ExperimentConfigs.parse(text, ExperimentConfigsTest.DEFAULTS);
            var again =
                    ExperimentConfigs.parse(config.tree().toJson(), ExperimentConfigsTest.DEFAULTS);
            assertThat(again.tree().toJson()).as(text).isEqualTo(config.tree().toJson());
            assertThat(again.searcher()).as(text).isEqualTo(config.searcher());
            assertThat(Preview.of(config).outline().trials()).as(text).isPositive();
            SearchMethods.of(config.searcher(), config.hyperparameters()).initial();
            assertThat(SchemaCheck.OF_EXPERIMENTS.fits(Yaml.parse(text))).as(text).isTrue();
            assertThat(SchemaCheck.OF_EXPERIMENTS.fits(config.tree().root())).as(text).isTrue();
            return true;
        } catch (InvalidConfigException refused) {
            assertThat(refused.faults()).isNotEmpty();
            return false;
        }
    }

    @Test
    void theFaultsOfTwoMutationsAreToldTogether() {
        var seed = new Random().nextLong();
        System.out.println("theFaultsOfTwoMutationsAreToldTogether: seed " + seed);
        var dice = new Random(seed);
        var good = Mutations.good();
        var both = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var tree = good.get(dice.nextInt(good.size()));
            var keys = List.copyOf(tree.keySet());
            var one = new Change(keys.get(dice.nextInt(keys.size())), dice.nextLong());
            var other = new Change(keys.get(dice.nextInt(keys.size())), dice.nextLong());
            if (!one.key.equals(other.key) && !TOGETHER.contains(Set.of(one.key, other.key))) {
                var alone = faults(tree, one);
                var alsoAlone = faults(tree, other);
                both += alone.isEmpty() || alsoAlone.isEmpty() ? 0 : 1;
                assertThat(faults(tree, one, other))
                        .as("%s and %s", one, other)
                        .containsAll(alone)
                        .containsAll(alsoAlone);
            }
        }
        assertThat(both).as("pairs of which both are faults").isGreaterThan(MUTATIONS / 10);
    }

    /** Something else at a key of a configuration, or below it. */
    private record Change(String key, long seed) {}

    private static Set<String> faults(Map<String, Object> good, Change... changes) {
        var tree = Mutations.copy(good);
        for (var change : changes) {
            Mutations.change(tree, change.key, new Random(change.seed));
        }
        try {
            ExperimentConfigs.parse(Mutations.text(tree), ExperimentConfigsTest.DEFAULTS);
            return Set.of();
        } catch (InvalidConfigException refused) {
            return refused.faults().stream().map(Fault::toString).collect(Collectors.toSet());
        }
    }
}
