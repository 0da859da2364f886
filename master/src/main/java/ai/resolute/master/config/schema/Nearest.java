package ai.resolute.master.config.schema;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was meant. */
final class Nearest {
    private Nearest() {}

    /** The known word most like this one, if any is like it at all. */
    static Optional<String> to(String word, Collection<String> known) {
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
