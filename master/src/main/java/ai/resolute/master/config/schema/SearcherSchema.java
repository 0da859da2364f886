package ai.resolute.master.config.schema;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.SearcherConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of {@code searcher}, which depend on its {@code name}. */
final class SearcherSchema implements Shape {
    private static final int CONCURRENT = 16;
    private static final int MOST_TRIALS = 100_000;
    private static final List<String> NAMES = List.of("single", "random", "grid");
    private static final Set<String> LATER =
            Set.of(
                    "adaptive_asha",
                    "async_halving",
                    "sync_halving",
                    "adaptive",
                    "adaptive_simple",
                    "pbt",
                    "custom");

    @Override
    public @Nullable Object read(@Nullable Object value, Place place) {
        if (!(value instanceof Map<?, ?> given)) {
            return Shapes.OBJECT.read(value, place);
        }
        return switch (given.get("name")) {
            case String name when NAMES.contains(name) -> keysOf(name).read(given, place);
            case null, default -> unknown(given.get("name"), place.at("name"));
        };
    }

    private static Fields keysOf(String name) {
        var metric = Shapes.nonEmpty("Name the validation metric that ranks trials.");
        var fields =
                new Fields()
                        .with("name", Shapes.TEXT)
                        .with("metric", metric)
                        .with("smaller_is_better", Shapes.FLAG.or(true))
                        .with("source_trial_id", SearcherSchema::warmStart)
                        .with("source_checkpoint_uuid", SearcherSchema::warmStart)
                        .with("max_length", new LengthShape(1).ifSet());
        if (name.equals("random")) {
            fields.with(
                    "max_trials",
                    Shapes.whole(1, MOST_TRIALS).required("Give the number of trials."));
        }
        if (!name.equals("single")) {
            fields.with("max_concurrent_trials", Shapes.whole(0).or(CONCURRENT));
        }
        return fields;
    }

    private static @Nullable Object warmStart(@Nullable Object value, Place place) {
        if (value != null) {
            place.fault("starts from a checkpoint, which this version cannot.", "Leave it out.");
        }
        return null;
    }

    private static @Nullable Object unknown(@Nullable Object name, Place place) {
        var known = String.join(", ", NAMES);
        if (name == null) {
            place.fault("is missing.", "Use one of: " + known + ".");
        } else if (name instanceof String text && LATER.contains(text)) {
            place.fault(
                    "is '" + text + "', which is not yet in this version.",
                    "Use one of: " + known + ".");
        } else {
            var near = Nearest.to(name.toString(), NAMES);
            var todo = near.map(word -> "Did you mean '" + word + "'? ").orElse("");
            Shapes.wrong(name, "a searcher", todo + "Use one of: " + known + ".", place);
        }
        return null;
    }

    /** Rules that need the space as well. */
    static void check(Branch searcher, Hyperparameters space, Place place) {
        if (searcher.text("name").equals("grid") && space.points() > MOST_TRIALS) {
            place.fault(
                    "has " + space.points() + " points, which is more than " + MOST_TRIALS + ".",
                    "Lower the counts, or use searcher random.");
        }
    }

    static SearcherConfig typed(Branch searcher, Hyperparameters space, boolean metricDefaulted) {
        var common =
                new SearcherConfig.Common(
                        searcher.text("metric"),
                        searcher.flag("smaller_is_better"),
                        metricDefaulted);
        return switch (searcher.text("name")) {
            case "random" ->
                    new SearcherConfig.Random(
                            common,
                            searcher.whole("max_trials"),
                            searcher.whole("max_concurrent_trials"));
            case "grid" ->
                    new SearcherConfig.Grid(
                            common, (int) space.points(), searcher.whole("max_concurrent_trials"));
            default -> new SearcherConfig.Single(common);
        };
    }
}
