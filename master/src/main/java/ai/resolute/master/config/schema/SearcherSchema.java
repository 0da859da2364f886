package ai.resolute.master.config.schema;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.shape.Fields;
import ai.resolute.master.config.shape.LengthShape;
import ai.resolute.master.config.shape.Nearest;
import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shape;
import ai.resolute.master.config.shape.Shapes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of {@code searcher}, which depend on its {@code name}. */
final class SearcherSchema implements Shape {
    private static final String EITHER =
            "Give time_metric and max_time, or target_trial_steps, counted in scheduling units.";
    private static final String RUNGS =
            "max_length says nothing of rungs: give time_metric (batches or epochs) and max_time too,"
                    + " or target_trial_steps, counted in scheduling units.";
    private static final int CONCURRENT = 16;
    private static final int MOST_TRIALS = 100_000;
    private static final int MOST_SIMPLE_TRIALS = 2000;
    private static final int MOST_BUDGET = 50_000;
    private static final Set<String> OWN_LENGTH =
            Set.of("single", "random", "grid", "tpe", "median_stopping");
    private static final Set<String> ASYNCHRONOUS = Set.of("adaptive_asha", "async_halving");
    private static final List<String> NAMES =
            List.of(
                    "single",
                    "random",
                    "grid",
                    "adaptive_asha",
                    "async_halving",
                    "tpe",
                    "median_stopping",
                    "sync_halving",
                    "adaptive",
                    "adaptive_simple",
                    "pbt");

    @Override
    public @Nullable Object read(@Nullable Object value, Place place) {
        if (!(value instanceof Map<?, ?> given)) {
            return Shapes.OBJECT.read(value, place);
        }
        if (!(given.get("name") instanceof String name) || !NAMES.contains(name)) {
            return unknown(given.get("name"), place.at("name"));
        }
        var read = keysOf(name, given).with(ofEither(name, given)).read(given, place);
        if (read instanceof Map<?, ?> keys) {
            checkTogether(name, keys, place);
        }
        return read;
    }

    @Override
    public Map<String, Object> schema() {
        var named = NAMES.stream().map(SearcherSchema::namedSchema).toList();
        return Schemas.of(
                "type",
                List.of("object", "null"),
                "properties",
                Map.of("name", Map.of("enum", NAMES)),
                "required",
                List.of("name"),
                "allOf",
                named);
    }

    /** The keys of a name; where it has two kinds, those of either. */
    private static Map<String, Object> namedSchema(String name) {
        var kinds = new LinkedHashSet<Map<String, Object>>();
        List.<Map<String, Object>>of(Map.of(), Map.of("time_metric", ""), Map.of("step_budget", 1))
                .forEach(given -> kinds.add(kind(name, given)));
        var then = kinds.size() == 1 ? kinds.getFirst() : Map.of("anyOf", List.copyOf(kinds));
        var named =
                Schemas.of(
                        "type",
                        "object",
                        "properties",
                        Map.of("name", Map.of("const", name)),
                        "required",
                        List.of("name"));
        return Schemas.of("if", named, "then", then);
    }

    private static Map<String, Object> kind(String name, Map<?, ?> given) {
        var keys = keysOf(name, given);
        if (OWN_LENGTH.contains(name)) {
            keys.older("max_steps", Schemas.type("integer"), "0.12; now max_length")
                    .older("target_trial_steps", Schemas.type("integer"), "0.12; now max_length");
        }
        return keys.schema();
    }

    /** Whether a search stops trials rather than promoting them. */
    private static boolean stops(Map<?, ?> given) {
        return given.get("time_metric") != null || given.get("max_time") != null;
    }

    private static Fields keysOf(String name, Map<?, ?> given) {
        var keys = common();
        switch (name) {
            case "single" -> keys.with("max_length", length());
            case "random" -> keys.with("max_length", length()).with(trials(CONCURRENT));
            case "grid" ->
                    keys.with("max_length", length())
                            .with("max_concurrent_trials", Shapes.whole(0).or(CONCURRENT));
            case "adaptive_asha" -> keys.with(asynchronous(given)).with(brackets());
            case "async_halving" ->
                    keys.with(given.get("step_budget") == null ? asynchronous(given) : budget())
                            .with("num_rungs", rungs())
                            .with("divisor", divisor());
            case "tpe" -> keys.with("max_length", length()).with(tpe(given));
            case "median_stopping" -> keys.with("max_length", length()).with(median());
            case "sync_halving" ->
                    keys.with(budget()).with("num_rungs", rungs()).with("divisor", divisor());
            case "adaptive" -> keys.with(budget()).with(brackets());
            case "adaptive_simple" ->
                    keys.with("max_steps", steps("max_steps"))
                            .with("max_trials", count(MOST_SIMPLE_TRIALS))
                            .with(brackets());
            default -> keys.with(population());
        }
        return keys;
    }

    private static Fields common() {
        var metric = Shapes.nonEmpty("Name the validation metric that ranks trials.");
        return new Fields()
                .with("name", Shapes.TEXT)
                .with("metric", metric)
                .with("smaller_is_better", Shapes.FLAG.or(true))
                .with("source_trial_id", Shapes.whole(1).orNull())
                .with("source_checkpoint_uuid", Shapes.TEXT.orNull());
    }

    private static Shape length() {
        return new LengthShape(1).ifSet();
    }

    private static Shape count(long most) {
        return Shapes.whole(1, most).required("Give the number of trials.");
    }

    private static Shape steps(String key) {
        return Shapes.whole(1).required("Give " + key + ", counted in scheduling units.");
    }

    private static Fields trials(int concurrent) {
        return new Fields()
                .with("max_trials", count(MOST_TRIALS))
                .with("max_concurrent_trials", Shapes.whole(0).or(concurrent));
    }

    /** Both kinds: the one of 0.38 stops trials, the one of 0.12 promotes them. */
    private static Fields asynchronous(Map<?, ?> given) {
        return stops(given)
                ? stopping().with("max_length", length()).with(trials(CONCURRENT))
                : trials(0)
                        .with(
                                "target_trial_steps",
                                Shapes.whole(1)
                                        .required(
                                                given.get("max_length") == null ? EITHER : RUNGS));
    }

    /** Where neither kind is named the keys of the one that stops are no strangers either. */
    private static Fields ofEither(String name, Map<?, ?> given) {
        var known = new Fields();
        var named =
                stops(given)
                        || given.get("target_trial_steps") != null
                        || given.get("step_budget") != null;
        if (named || !ASYNCHRONOUS.contains(name)) {
            return known;
        }
        return known.with("time_metric", Shapes.TEXT.ifSet())
                .with("max_time", Shapes.whole(1).ifSet())
                .with("max_length", length())
                .with("stop_once", Shapes.FLAG.ifSet());
    }

    private static Fields stopping() {
        return new Fields()
                .with(
                        "time_metric",
                        Shapes.nonEmpty(
                                "Name what says how far a trial is: batches, epochs or a validation metric."))
                .with(
                        "max_time",
                        Shapes.whole(1)
                                .required(
                                        "Give how far a trial goes at most, in units of time_metric."))
                .with("stop_once", Shapes.FLAG.ifSet());
    }

    private static Fields budget() {
        return new Fields()
                .with("target_trial_steps", steps("target_trial_steps"))
                .with(
                        "step_budget",
                        Shapes.whole(1, MOST_BUDGET)
                                .required("Give the steps of all trials together."))
                .with("train_stragglers", Shapes.FLAG.or(true));
    }

    private static Shape divisor() {
        return Shapes.above(1).or(4);
    }

    private static Shape rungs() {
        return Shapes.whole(1, 100).required("Give the number of rungs.");
    }

    private static Fields brackets() {
        return new Fields()
                .with("mode", Shapes.oneOf("standard", "aggressive", "conservative").or("standard"))
                .with("divisor", divisor())
                .with("max_rungs", Shapes.whole(1, 100).or(5))
                .with("bracket_rungs", Shapes.listOf(Shapes.whole(1, 100)).or(List.of()));
    }

    private static Fields tpe(Map<?, ?> given) {
        var keys = trials(CONCURRENT).with("startup_trials", Shapes.whole(1).or(10));
        return stops(given)
                ? keys.with(stopping())
                        .with("num_rungs", Shapes.whole(1, 100).or(5))
                        .with("divisor", divisor())
                : keys;
    }

    private static Fields median() {
        return trials(CONCURRENT)
                .with("time_metric", Shapes.TEXT.or("batches"))
                .with("min_time", Shapes.atLeast(0).or(0))
                .with("min_trials", Shapes.whole(1).or(5));
    }

    private static Fields population() {
        return new Fields()
                .with(
                        "population_size",
                        Shapes.whole(1, MOST_TRIALS).required("Give the number of members."))
                .with(
                        "num_rounds",
                        Shapes.whole(1, MOST_TRIALS).required("Give the number of rounds."))
                .with("steps_per_round", steps("steps_per_round"))
                .with(
                        "replace_function",
                        new Fields().with("truncate_fraction", Shapes.between(0, 0.5).or(0)))
                .with(
                        "explore_function",
                        new Fields()
                                .with("resample_probability", Shapes.between(0, 1).or(0))
                                .with("perturb_factor", Shapes.between(0, 1).or(0)));
    }

    private static void checkTogether(String name, Map<?, ?> keys, Place place) {
        if (keys.get("source_trial_id") != null && keys.get("source_checkpoint_uuid") != null) {
            place.at("source_checkpoint_uuid")
                    .fault(
                            "is '%s', beside a source_trial_id of %s."
                                    .formatted(
                                            keys.get("source_checkpoint_uuid"),
                                            keys.get("source_trial_id")),
                            "Give one of the two.");
        }
        if (name.equals("adaptive")
                && keys.get("step_budget") instanceof Integer budget
                && keys.get("target_trial_steps") instanceof Integer target
                && budget <= target) {
            place.at("step_budget")
                    .fault(
                            "is "
                                    + budget
                                    + ", not more than target_trial_steps, which is "
                                    + target
                                    + ".",
                            "Give enough steps for more than one trial.");
        }
    }

    private static @Nullable Object unknown(@Nullable Object name, Place place) {
        var known = String.join(", ", NAMES);
        if (name == null) {
            place.fault("is missing.", "Use one of: " + known + ".");
        } else if ("custom".equals(name)) {
            place.fault("is 'custom', which has been removed.", "Use one of: " + known + ".");
        } else {
            var near = Nearest.to(name.toString(), NAMES);
            var todo = near.map(word -> "Did you mean '" + word + "'? ").orElse("");
            Shapes.wrong(name, "a searcher", todo + "Use one of: " + known + ".", place);
        }
        return null;
    }

    /** A grid is only so large. */
    static void checkPoints(Hyperparameters space, Place place) {
        if (space.points() > MOST_TRIALS) {
            place.fault(
                    "has " + space.points() + " points, which is more than " + MOST_TRIALS + ".",
                    "Lower the counts, or use searcher random.");
        }
    }
}
