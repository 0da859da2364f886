package ai.resolute.master.search.simulation;

import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.search.Outline;
import ai.resolute.master.search.Outline.Extent;
import ai.resolute.master.search.method.SearchMethods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a configuration's search will do if no trial fails, from the method itself.
 *
 * @param rows how many trials end where, shortest first
 * @param units how far all trials train together, in the unit of their lengths; empty when only
 *     their scripts know
 */
public record Preview(Outline outline, List<Row> rows, OptionalLong units, int slotsPerTrial) {
    /**
     * Trials that end at the same length.
     *
     * @param units that length; empty when only their scripts know
     */
    public record Row(int trials, Extent extent, OptionalLong units) {}

    /**
     * What it costs at least.
     *
     * @param hours from begin to end
     * @param slotHours of all slots together
     */
    public record Cost(double hours, double slotHours) {}

    /** The preview of a configuration. */
    public static Preview of(ExperimentConfig config) {
        var outline = SearchMethods.of(config.searcher(), config.hyperparameters()).outline();
        var whole = wholeLength(config);
        var rows = new ArrayList<Row>();
        outline.brackets().stream()
                .flatMap(bracket -> bracket.rungs().stream())
                .filter(rung -> rung.ending() > 0)
                .forEach(rung ->
                        add(
                                rows,
                                new Row(
                                        rung.ending(),
                                        rung.extent(),
                                        units(rung.extent(), whole))));
        rows.sort(Comparator.comparingLong(row -> row.units.orElse(Long.MAX_VALUE)));
        return new Preview(
                outline,
                List.copyOf(rows),
                sum(rows),
                Math.max(1, config.resources().slotsPerTrial()));
    }

    private static void add(List<Row> rows, Row row) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).extent.equals(row.extent)) {
                rows.set(i, new Row(rows.get(i).trials + row.trials, row.extent, row.units));
                return;
            }
        }
        rows.add(row);
    }

    private static OptionalLong units(Extent extent, OptionalLong whole) {
        return switch (extent) {
            case Extent.Whole _ -> whole;
            case Extent.Trained(var length) -> OptionalLong.of(length.count());
            case Extent.Timed(_, var value) -> OptionalLong.of(value);
        };
    }

    private static OptionalLong wholeLength(ExperimentConfig config) {
        return config.tree().root().get("searcher") instanceof Map<?, ?> searcher
                        && searcher.get("max_length") instanceof Map<?, ?> length
                        && length.values().iterator().next() instanceof Number count
                ? OptionalLong.of(count.longValue())
                : OptionalLong.empty();
    }

    private static OptionalLong sum(List<Row> rows) {
        return rows.stream().allMatch(row -> row.units.isPresent())
                ? OptionalLong.of(
                        rows.stream().mapToLong(row -> row.trials * row.units.getAsLong()).sum())
                : OptionalLong.empty();
    }

    /**
     * What it costs when a unit of length takes so many seconds and there are so many slots; empty
     * when the lengths are not known or no trial fits.
     */
    public Optional<Cost> cost(double secondsPerUnit, int slots) {
        var atOnce = Math.min(outline.concurrent(), slots / slotsPerTrial);
        if (units.isEmpty() || atOnce < 1) {
            return Optional.empty();
        }
        var work = units.getAsLong() * secondsPerUnit / 3600;
        var longest = rows.getLast().units.orElse(0) * secondsPerUnit / 3600;
        return Optional.of(new Cost(Math.max(longest, work / atOnce), work * slotsPerTrial));
    }
}
