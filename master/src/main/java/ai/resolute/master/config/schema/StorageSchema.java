package ai.resolute.master.config.schema;

import ai.resolute.master.config.JsonTree;
import ai.resolute.master.config.StorageConfig;
import ai.resolute.master.config.shape.Fields;
import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shape;
import ai.resolute.master.config.shape.Shapes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of {@code checkpoint_storage}, which depend on its {@code type}. */
record StorageSchema(Path root) implements Shape {
    private static final Shape URL =
            Shapes.matching("https?://.+", "an address", "Give one such as https://HOST:PORT.");
    private static final String KINDS = "Use one of: shared_fs, directory, s3, gcs, azure.";

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
            case "s3" -> bucket(s3(), value, place);
            case "gcs" -> bucket(gcs(), value, place);
            case "azure" -> azure(value, place);
            default -> unknown(type, place.at("type"));
        };
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.nullable(
                Schemas.any(
                        Stream.of(sharedFields(), directory(), s3(), gcs(), azureFields())
                                .map(Fields::schema)
                                .toList()));
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
                .with("storage_path", Shapes.PATH.orNull())
                .with("propagation", Shapes.TEXT.or("rprivate"))
                .with("container_path", Shapes.TEXT.orNull())
                .with("checkpoint_path", Shapes.PATH.orNull())
                .with("tensorboard_path", Shapes.PATH.orNull());
    }

    private static void checkInside(Path host, Branch keys, Place place) {
        insides(keys)
                .filter(key -> !below(host, keys).startsWith(host.normalize()))
                .ifPresent(key ->
                        place.at(key)
                                .fault(
                                        "is '%s', which leads out of host_path."
                                                .formatted(keys.text(key)),
                                        "Give a path inside " + host + "."));
    }

    /** The key that says where inside the host path checkpoints lie. */
    private static Optional<String> insides(Branch keys) {
        return Stream.of("storage_path", "tensorboard_path", "checkpoint_path")
                .filter(key -> keys.findText(key).isPresent())
                .findFirst();
    }

    private static Path below(Path host, Branch keys) {
        return host.resolve(insides(keys).map(keys::text).orElse("")).normalize();
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

    private static Fields s3() {
        return common("s3")
                .with("bucket", Shapes.nonEmpty("Give the name of a bucket."))
                .with("access_key", Shapes.TEXT.orNull())
                .with("secret_key", Shapes.TEXT.orNull())
                .with("endpoint_url", URL.orNull())
                .with("prefix", Shapes.TEXT.orNull());
    }

    private static Fields gcs() {
        return common("gcs")
                .with("bucket", Shapes.nonEmpty("Give the name of a bucket."))
                .with("prefix", Shapes.TEXT.orNull());
    }

    private static Fields azureFields() {
        return common("azure")
                .with("container", Shapes.nonEmpty("Give the name of a container."))
                .with("connection_string", Shapes.TEXT.orNull())
                .with("account_url", URL.orNull())
                .with("credential", Shapes.TEXT.orNull())
                .with("prefix", Shapes.TEXT.orNull());
    }

    private static @Nullable Object bucket(Fields fields, @Nullable Object value, Place place) {
        var read = fields.read(value, place);
        if (read instanceof Map<?, ?> keys
                && keys.get("prefix") instanceof String prefix
                && List.of(prefix.split("/")).contains("..")) {
            place.at("prefix")
                    .fault(
                            "is '" + prefix + "', which has a part '..'.",
                            "Give a prefix without it.");
        }
        return read;
    }

    private static @Nullable Object azure(@Nullable Object value, Place place) {
        var read = bucket(azureFields(), value, place);
        if (value instanceof Map<?, ?> keys) {
            var byString = keys.get("connection_string") != null;
            if (byString == (keys.get("account_url") != null)) {
                place.fault(
                        byString
                                ? "has both connection_string and account_url."
                                : "has neither connection_string nor account_url.",
                        "Give exactly one of the two.");
            } else if (byString && keys.get("credential") != null) {
                place.at("credential")
                        .fault(
                                "is given beside connection_string.",
                                "A connection string holds its own: leave credential out.");
            }
        }
        return read;
    }

    private static @Nullable Object unknown(Object type, Place place) {
        if ("hdfs".equals(type)) {
            place.fault("is 'hdfs', which is not supported.", KINDS);
            return null;
        }
        return Shapes.wrong(type, "a kind of storage", KINDS, place);
    }

    /**
     * Lays the section of a configuration over that of the cluster, key by key, unless it is of
     * another kind. A key that is null there stays so.
     */
    static void lay(Map<String, @Nullable Object> root, Map<String, @Nullable Object> below) {
        var given = root.get(ExperimentReader.STORAGE);
        if (given != null && !(given instanceof Map)) {
            return;
        }
        var upper = given instanceof Map<?, ?> keys ? keys : Map.of();
        var kind = upper.get("type");
        if (kind == null || kind.equals(below.getOrDefault("type", "shared_fs"))) {
            var laid = new LinkedHashMap<>(below);
            upper.forEach((key, value) -> laid.put(String.valueOf(key), value));
            root.put(ExperimentReader.STORAGE, laid);
        }
    }

    static StorageConfig typed(Branch storage) {
        var kept =
                new StorageConfig.Retention(
                        storage.whole("save_experiment_best"),
                        storage.whole("save_trial_best"),
                        storage.whole("save_trial_latest"));
        var section = new LinkedHashMap<String, @Nullable Object>();
        storage.keys().forEach((key, value) -> section.put(String.valueOf(key), value));
        return new StorageConfig(new JsonTree(section), directory(storage), kept);
    }

    private static Optional<Path> directory(Branch storage) {
        return switch (storage.text("type")) {
            case "directory" -> Optional.of(Path.of(storage.text("container_path")));
            case "shared_fs" -> Optional.of(below(Path.of(storage.text("host_path")), storage));
            default -> Optional.empty();
        };
    }
}
