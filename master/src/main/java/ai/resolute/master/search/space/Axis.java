package ai.resolute.master.search.space;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Hyperparameters.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One name of a space as a coordinate: a range becomes the numbers from {@link #low} to {@link
 * #high}, a logarithmic one by its exponents, a choice the places of its values.
 */
record Axis(List<String> path, Node node) {
    double coordinate(Map<?, ?> point) {
        Object value = point;
        for (var name : path) {
            value = value instanceof Map<?, ?> group ? group.get(name) : null;
        }
        return coordinate(value);
    }

    private double coordinate(@Nullable Object value) {
        return switch (node) {
            case Hyperparameters.Categorical(var values) -> Math.max(values.indexOf(value), 0);
            case Hyperparameters.LogRange range -> exponent(number(value), range);
            case Hyperparameters.IntRange _, Hyperparameters.DoubleRange _ -> number(value);
            case Hyperparameters.Constant _, Hyperparameters.Nested _ -> 0;
        };
    }

    private double exponent(double value, Hyperparameters.LogRange range) {
        return Math.clamp(
                StrictMath.log(value) / StrictMath.log(range.base()), range.min(), range.max());
    }

    private double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : (low() + high()) / 2;
    }

    @Nullable Object value(double at) {
        return switch (node) {
            case Hyperparameters.Categorical(var values) -> values.get((int) at);
            case Hyperparameters.IntRange _ -> (int) at;
            case Hyperparameters.LogRange(var base, _, _, _) -> Power.of(base, at);
            case Hyperparameters.DoubleRange _ -> at;
            case Hyperparameters.Constant(var value) -> value;
            case Hyperparameters.Nested _ -> throw new IllegalStateException("a group: " + path);
        };
    }

    /** Whether coordinates are whole numbers of a range. */
    boolean isWhole() {
        return node instanceof Hyperparameters.IntRange;
    }

    /** How many values there are to choose from; 0 for ranges. */
    int choices() {
        return switch (node) {
            case Hyperparameters.Categorical(var values) -> values.size();
            case Hyperparameters.Constant _, Hyperparameters.Nested _ -> 1;
            case Hyperparameters.IntRange _,
                    Hyperparameters.DoubleRange _,
                    Hyperparameters.LogRange _ ->
                    0;
        };
    }

    /** The least coordinate; whole numbers reach half a step further. */
    double low() {
        return switch (node) {
            case Hyperparameters.IntRange range -> range.min() - 0.5;
            case Hyperparameters.DoubleRange range -> range.min();
            case Hyperparameters.LogRange range -> range.min();
            case Hyperparameters.Categorical _,
                    Hyperparameters.Constant _,
                    Hyperparameters.Nested _ ->
                    0;
        };
    }

    double high() {
        return switch (node) {
            case Hyperparameters.IntRange range -> range.max() + 0.5;
            case Hyperparameters.DoubleRange range -> range.max();
            case Hyperparameters.LogRange range -> range.max();
            case Hyperparameters.Categorical _,
                    Hyperparameters.Constant _,
                    Hyperparameters.Nested _ ->
                    choices() - 1.0;
        };
    }
}
