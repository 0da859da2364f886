package ai.resolute.master.config.schema;

import ai.resolute.master.config.ResourceConfig;
import ai.resolute.master.config.shape.Fields;
import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shape;
import ai.resolute.master.config.shape.Shapes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code resources}.
 *
 * @param slots how many slots the cluster has
 */
record ResourceSchema(int slots) implements Shape {
    private static final int DEFAULT_PRIORITY = 42;

    private static final Shape SIZE =
            Shape.of(
                    Schemas.any(
                            Shapes.whole(0).schema(),
                            Schemas.of(
                                    "type",
                                    "string",
                                    "pattern",
                                    "^\\d+(\\.\\d+)?[bkmgtBKMGT]?[bB]?$")),
                    ResourceSchema::size);

    @Override
    public Map<String, Object> schema() {
        return fields().schema();
    }

    @Override
    public @Nullable Object read(@Nullable Object value, Place place) {
        var read = fields().read(value, place);
        if (read instanceof Map<?, ?> keys
                && keys.get("max_slots") instanceof Integer most
                && keys.get("slots_per_trial") instanceof Integer each
                && most < each) {
            place.at("max_slots")
                    .fault(
                            "is " + most + ", less than one trial needs.",
                            "Give at least " + each + ".");
        }
        return read;
    }

    private Fields fields() {
        return new Fields()
                .with(
                        "slots_per_trial",
                        Shape.of(Shapes.whole(0).or(1).schema(), this::slotsPerTrial))
                .with("max_slots", Shapes.whole(0).orNull())
                .with("weight", Shapes.positive().or(1))
                .with("priority", Shapes.whole(1, 99).orNull())
                .with("resource_pool", Shapes.TEXT.or(""))
                .with("native_parallel", Shapes.FLAG.or(false))
                .with("shm_size", SIZE.orNull())
                .with("devices", Shapes.LIST.or(List.of()))
                .with("agent_label", Shapes.TEXT.orNull())
                .with("is_single_node", Shapes.FLAG.orNull())
                .with("isolate_tmp", Shapes.FLAG.or(true));
    }

    private @Nullable Object slotsPerTrial(@Nullable Object value, Place place) {
        var read = Shapes.whole(0).or(1).read(value, place);
        if (!(read instanceof Integer wanted)) {
            return read;
        }
        if (wanted > slots) {
            place.fault(
                    "is " + wanted + ", but this cluster has " + counted(slots) + ".",
                    slots == 0
                            ? "Start the cluster with slots: det up --slots 1."
                            : "Ask for at most %d, or start the cluster with more slots."
                                    .formatted(slots));
        }
        return wanted;
    }

    private static @Nullable Object size(@Nullable Object value, Place place) {
        var isWritten =
                value instanceof String text && text.matches("\\d+(\\.\\d+)?[bkmgtBKMGT]?[bB]?");
        var bytes = Shapes.wholeNumber(value);
        return isWritten || (bytes != null && bytes >= 0)
                ? value
                : Shapes.wrong(value, "a size", "Give bytes, or a text such as 4g.", place);
    }

    private static String counted(int slots) {
        return slots == 1 ? "1 slot" : slots + " slots";
    }

    static ResourceConfig typed(Branch root) {
        var resources = root.at("resources");
        return new ResourceConfig(
                resources.whole("slots_per_trial"),
                resources.flag("native_parallel"),
                resources.findWhole("max_slots"),
                resources.real("weight"),
                resources.findWhole("priority").orElse(DEFAULT_PRIORITY),
                Duration.ofSeconds(root.wide("preemption_timeout")),
                resources.flag("isolate_tmp"));
    }
}
