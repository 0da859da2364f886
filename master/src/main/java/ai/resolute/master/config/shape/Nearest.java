package ai.resolute.master.config.shape;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Finds the word that was meant. */
public final class Nearest {
    /** Keys that are often written one level too high or too low. */
    private static final Map<String, String> HOMES =
            Map.ofEntries(
                    Map.entry("slots_per_trial", "resources"),
                    Map.entry("max_slots", "resources"),
                    Map.entry("resource_pool", "resources"),
                    Map.entry("isolate_tmp", "resources"),
                    Map.entry("metric", "searcher"),
                    Map.entry("smaller_is_better", "searcher"),
                    Map.entry("max_trials", "searcher"),
                    Map.entry("max_steps", "searcher"),
                    Map.entry("max_length", "searcher"),
                    Map.entry("max_concurrent_trials", "searcher"),
                    Map.entry("experiment_seed", "reproducibility"),
                    Map.entry("python", "environment"),
                    Map.entry("environment_variables", "environment"),
                    Map.entry("host_path", "checkpoint_storage"),
                    Map.entry("save_experiment_best", "checkpoint_storage"),
                    Map.entry("save_trial_best", "checkpoint_storage"),
                    Map.entry("save_trial_latest", "checkpoint_storage"),
                    Map.entry("global_batch_size", "hyperparameters"));

    private Nearest() {}

    /** Where a key belongs. */
    static Optional<String> home(String key) {
        return Optional.ofNullable(HOMES.get(key));
    }

    /** The known word most like this one, if any is like it at all. */
    public static Optional<String> to(String word, Collection<String> known) {
        var limit = Math.max(2, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= limit)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** How many letters have to be added, dropped or changed, or neighbours swapped. */
    static int distance(String from, String to) {
        var rows = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : cheapest(rows, from, to, i, j);
            }
        }
        return rows[from.length()][to.length()];
    }

    private static int cheapest(int[][] rows, String from, String to, int i, int j) {
        var same = from.charAt(i - 1) == to.charAt(j - 1);
        var changed = rows[i - 1][j - 1] + (same ? 0 : 1);
        var shifted = Math.min(rows[i - 1][j], rows[i][j - 1]) + 1;
        var cost = Math.min(changed, shifted);
        return swapped(from, to, i, j) ? Math.min(cost, rows[i - 2][j - 2] + 1) : cost;
    }

    private static boolean swapped(String from, String to, int i, int j) {
        return i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
    }
}
