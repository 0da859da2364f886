package ai.resolute.master.config.schema;

import ai.resolute.master.config.Hyperparameters;
import ai.resolute.master.config.Hyperparameters.Node;
import ai.resolute.master.config.shape.Fields;
import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shape;
import ai.resolute.master.config.shape.Shapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hyperparameter space. A plain value is a constant, an object with a {@code type} a range or a
 * choice, an object without one a group of names.
 *
 * @param counted whether ranges need a {@code count}, as grid searches do
 */
record SpaceSchema(boolean counted) implements Shape {
    static final String NODE = "#/$defs/hyperparameter";
    private static final String CHOICES_TODO = "Give the values to choose from: vals: [a, b].";
    private static final Shape CHOICES = Shapes.LIST.required(CHOICES_TODO);
    private static final String RANGE_TODO = "Give a minval below maxval.";

    @Override
    public @Nullable Object read(@Nullable Object value, Place place) {
        return switch (value) {
            case null -> Map.of();
            case Map<?, ?> group -> group(group, place);
            default -> Shapes.OBJECT.read(value, place);
        };
    }

    private Map<String, @Nullable Object> group(Map<?, ?> given, Place place) {
        var read = new LinkedHashMap<String, @Nullable Object>();
        given.forEach((key, value) -> {
            var name = String.valueOf(key);
            if (name.isEmpty()) {
                place.fault("has a hyperparameter without a name.", "Name it.");
            }
            read.put(name, node(value, place.at(name)));
        });
        return read;
    }

    private @Nullable Object node(@Nullable Object value, Place place) {
        if (!(value instanceof Map<?, ?> map)) {
            return constant(value);
        }
        var type = map.get("type");
        if (type instanceof Map || !map.containsKey("type")) {
            return group(map, place);
        }
        return switch (type instanceof String word ? word : "") {
            case "const" -> keys("val", Shapes.FREE).read(map, place);
            case "categorical" -> categorical(map, place);
            case "int" -> range(whole(), map, place);
            case "double" -> range(real(), map, place);
            case "log" -> range(logarithmic(), map, place);
            default ->
                    Shapes.wrong(
                            type,
                            "a kind of hyperparameter",
                            "Use one of: const, int, double, log, categorical.",
                            place.at("type"));
        };
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.of(
                "type", List.of("object", "null"),
                "additionalProperties", Map.of("$ref", NODE));
    }

    /** One name: a constant, a range, a choice, or a group of names. */
    static Map<String, Object> nodeSchema() {
        var here = new SpaceSchema(false);
        var group =
                Schemas.of(
                        "type", "object",
                        "properties", Map.of("type", Map.of("type", "object")),
                        "additionalProperties", Map.of("$ref", NODE));
        return Schemas.of(
                "anyOf",
                List.of(
                        Map.of("type", List.of("string", "number", "boolean", "null", "array")),
                        kind("const", keys("val", Shapes.FREE)),
                        kind("categorical", keys("vals", CHOICES)),
                        kind("int", here.whole()),
                        kind("double", here.real()),
                        kind("log", here.logarithmic()),
                        group));
    }

    private static Map<String, Object> kind(String type, Fields fields) {
        return new Fields().with(fields).with("type", Shapes.oneOf(type).required("")).schema();
    }

    private static Map<String, @Nullable Object> constant(@Nullable Object value) {
        var constant = new LinkedHashMap<String, @Nullable Object>();
        constant.put("type", "const");
        constant.put("val", value);
        return constant;
    }

    private static Fields keys(String key, Shape shape) {
        return new Fields().with("type", Shapes.TEXT).with(key, shape);
    }

    private Fields whole() {
        return bounds(new Fields(), Shapes.whole(Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    private Fields real() {
        return bounds(new Fields(), Shapes.real());
    }

    private Fields logarithmic() {
        var base = Shapes.positive().required("Give the base of the exponents, such as 10.");
        return bounds(new Fields().with("base", base), Shapes.real());
    }

    private Fields bounds(Fields fields, Shape number) {
        var count = Shapes.whole(1);
        var todo = "Give how many values a grid search takes from the range.";
        return new Fields()
                .with("type", Shapes.TEXT)
                .with(fields)
                .with("minval", number.required(RANGE_TODO))
                .with("maxval", number.required(RANGE_TODO))
                .with("count", counted ? count.required(todo) : count.orNull());
    }

    private static @Nullable Object range(Fields fields, Map<?, ?> map, Place place) {
        var read = fields.read(map, place);
        if (read instanceof Map<?, ?> keys
                && keys.get("minval") instanceof Number min
                && keys.get("maxval") instanceof Number max
                && min.doubleValue() >= max.doubleValue()) {
            place.fault("has minval " + min + " and maxval " + max + ".", RANGE_TODO);
        }
        return read;
    }

    private static @Nullable Object categorical(Map<?, ?> map, Place place) {
        var read = keys("vals", CHOICES).read(map, place);
        if (map.get("vals") instanceof List<?> values && values.isEmpty()) {
            place.at("vals").fault("is empty.", CHOICES_TODO);
        }
        return read;
    }

    /** The space of a tree that was read without a fault. */
    static Hyperparameters typed(Branch space) {
        return new Hyperparameters(nodes(space));
    }

    private static TreeMap<String, Node> nodes(Branch group) {
        var nodes = new TreeMap<String, Node>();
        group.keys().forEach((key, value) -> nodes.put((String) key, typedNode(value)));
        return nodes;
    }

    private static Node typedNode(@Nullable Object value) {
        var node = new Branch((Map<?, ?>) Objects.requireNonNull(value));
        if (!(node.raw("type") instanceof String type)) {
            return new Hyperparameters.Nested(nodes(node));
        }
        var count = node.findWhole("count").map(OptionalInt::of).orElse(OptionalInt.empty());
        return switch (type) {
            case "int" ->
                    new Hyperparameters.IntRange(node.whole("minval"), node.whole("maxval"), count);
            case "double" ->
                    new Hyperparameters.DoubleRange(
                            node.real("minval"), node.real("maxval"), count);
            case "log" ->
                    new Hyperparameters.LogRange(
                            node.real("base"), node.real("minval"), node.real("maxval"), count);
            case "categorical" ->
                    new Hyperparameters.Categorical(new ArrayList<>((List<?>) node.raw("vals")));
            default -> new Hyperparameters.Constant(node.raw("val"));
        };
    }
}
