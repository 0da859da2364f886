package ai.resolute.master.search.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.resolute.master.search.method.Searches;
import ai.resolute.master.search.simulation.Preview.Row;
import org.junit.jupiter.api.Test;

/** What a search would take, worked out by hand. */
final class PreviewTest {
    private static final double SECONDS = 3.6;

    private static Preview preview(String searcher, String... more) {
        return Preview.of(
                Searches.config("searcher: " + searcher + "\n" + String.join("\n", more) + "\n"));
    }

    private static void costs(Preview preview, int slots, double hours, double slotHours) {
        var cost = preview.cost(SECONDS, slots).orElseThrow();
        assertThat(cost.hours()).isCloseTo(hours, within(1e-9));
        assertThat(cost.slotHours()).isCloseTo(slotHours, within(1e-9));
    }

    @Test
    void trialsThatTrainWholeShareTheSlots() {
        var seven =
                preview(
                        "{name: random, metric: loss, max_trials: 7, max_concurrent_trials: 4,"
                                + " max_length: {batches: 100}}");
        costs(seven, 2, 0.35, 0.7);
        costs(seven, 100, 0.175, 0.7);
        assertThat(seven.cost(SECONDS, 0)).isEmpty();
        costs(preview("{name: single, metric: loss, max_length: 100}"), 8, 0.1, 0.1);
    }

    @Test
    void whatOnlyTheScriptKnowsHasNoCost() {
        assertThat(preview("{name: single, metric: loss}").cost(SECONDS, 8)).isEmpty();
    }

    @Test
    void aTrialWithoutSlotsTakesOnePlace() {
        var one =
                preview(
                        "{name: single, metric: loss, max_length: 100}",
                        "resources: {slots_per_trial: 0}");
        costs(one, 1, 0.1, 0.1);
    }

    /** 70, 22 and 8 trials, of which one in four goes on; no shorter than the longest of them. */
    @Test
    void bracketsAddUp() {
        var asha =
                preview(
                        "{name: adaptive_asha, metric: loss, target_trial_steps: 256, max_trials: 100}");
        assertThat(asha.rows())
                .extracting(Row::trials)
                .containsExactly(70 - 17, 17 - 4 + 22 - 5, 4 - 1 + 5 - 1 + 8 - 2, 1 + 1 + 2);
        var units = 53 * 4 + 30 * 16 + 13 * 64 + 4 * 256;
        costs(asha, 8, units / 1000.0 / 8, units / 1000.0);
        costs(asha, 1000, 0.256, units / 1000.0);
    }
}
