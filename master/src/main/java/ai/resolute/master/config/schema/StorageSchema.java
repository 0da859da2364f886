package ai.resolute.master.config.schema;

import ai.resolute.master.config.StorageConfig;
import ai.resolute.master.config.shape.Fields;
import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shape;
import ai.resolute.master.config.shape.Shapes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of {@code checkpoint_storage}, which depend on its {@code type}. */
record StorageSchema(Path root) implements Shape {
    private static final Set<String> LATER = Set.of("s3", "gcs", "azure", "hdfs");

    @Override
    public @Nullable Object read(@Nullable Object value, Place place) {
        if (value != null && !(value instanceof Map)) {
            return Shapes.OBJECT.read(value, place);
        }
        var type = value instanceof Map<?, ?> given ? given.get("type") : null;
        if (type == null) {
            return sharedFs(value, place);
        }
        return switch (type instanceof String word ? word : "") {
            case "shared_fs" -> sharedFs(value, place);
            case "directory" -> directory().read(value, place);
            default -> unknown(type, place.at("type"));
        };
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.nullable(Schemas.any(sharedFields().schema(), directory().schema()));
    }

    private @Nullable Object sharedFs(@Nullable Object value, Place place) {
        var read = sharedFields().read(value, place);
        if (read instanceof Map<?, ?> keys && keys.get("host_path") instanceof String host) {
            checkInside(Path.of(host), new Branch(keys), place);
        }
        return read;
    }

    private Fields sharedFields() {
        return common("shared_fs")
                .with("host_path", Shapes.ABSOLUTE_PATH.orGiven(root.toString()))
                .with("storage_path", Shapes.TEXT.orNull())
                .with("propagation", Shapes.TEXT.or("rprivate"))
                .with("container_path", Shapes.TEXT.orNull())
                .with("checkpoint_path", Shapes.TEXT.orNull())
                .with("tensorboard_path", Shapes.TEXT.orNull());
    }

    private static void checkInside(Path host, Branch keys, Place place) {
        if (!below(host, keys).startsWith(host.normalize())) {
            place.at("storage_path")
                    .fault("leads out of host_path.", "Give a path inside " + host + ".");
        }
    }

    private static Path below(Path host, Branch keys) {
        var inside =
                keys.findText("storage_path").or(() -> keys.findText("checkpoint_path")).orElse("");
        return host.resolve(inside).normalize();
    }

    private static Fields directory() {
        return common("directory")
                .with("container_path", Shapes.ABSOLUTE_PATH.required("Give a directory."));
    }

    private static Fields common(String type) {
        return new Fields()
                .with("type", Shapes.oneOf(type).or(type))
                .with("save_experiment_best", Shapes.whole(0).or(0))
                .with("save_trial_best", Shapes.whole(0).or(1))
                .with("save_trial_latest", Shapes.whole(0).or(1));
    }

    private static @Nullable Object unknown(Object type, Place place) {
        var todo = "Use one of: shared_fs, directory.";
        if (type instanceof String text && LATER.contains(text)) {
            place.fault("is '" + text + "', which is not yet in this version.", todo);
            return null;
        }
        return Shapes.wrong(type, "a kind of storage", todo, place);
    }

    static StorageConfig typed(Branch storage) {
        var kept =
                new StorageConfig.Retention(
                        storage.whole("save_experiment_best"),
                        storage.whole("save_trial_best"),
                        storage.whole("save_trial_latest"));
        return new StorageConfig(directory(storage), kept);
    }

    private static Path directory(Branch storage) {
        return storage.text("type").equals("directory")
                ? Path.of(storage.text("container_path"))
                : below(Path.of(storage.text("host_path")), storage);
    }
}
