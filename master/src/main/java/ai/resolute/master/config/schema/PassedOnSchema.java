package ai.resolute.master.config.schema;

import ai.resolute.master.config.LogPolicy;
import ai.resolute.master.config.shape.Fields;
import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shape;
import ai.resolute.master.config.shape.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Keys that trials and clients may read; of these the master acts on log policies alone. */
final class PassedOnSchema {
    private static final Shape CONTAINER_PATH =
            Shapes.matching("(?!\\.$).+", "a path in the container", "Give a path other than '.'.");

    private PassedOnSchema() {}

    static Fields fields() {
        return new Fields()
                .with("data", Shapes.OBJECT.or(Map.of()))
                .with("data_layer", dataLayer().orNull())
                .with("integrations", Shapes.OBJECT.orNull())
                .with("retention_policy", retention().orNull())
                .with("security", security().orNull())
                .with("tensorboard_storage", Shapes.OBJECT.orNull())
                .with("bind_mounts", Shapes.listOf(bindMount()).or(List.of()))
                .with("log_policies", Shapes.listOf(logPolicy()).or(List.of()))
                .with("slurm", Shapes.OBJECT.or(Map.of()))
                .with("pbs", Shapes.OBJECT.or(Map.of()));
    }

    private static Shape dataLayer() {
        var fields = dataLayerFields();
        return Shape.of(
                fields.schema(),
                (value, place) -> {
                    if (value instanceof Map<?, ?> given) {
                        checkDataLayer(given, place);
                    }
                    return fields.read(value, place);
                });
    }

    private static void checkDataLayer(Map<?, ?> given, Place place) {
        var inBucket = given.get("type") instanceof String type && !type.equals("shared_fs");
        for (var key : List.of("bucket", "bucket_directory_path")) {
            if (inBucket && given.get(key) == null) {
                place.at(key).fault("is missing.", "Give it, as the type is a bucket's.");
            }
        }
        var cache = given.get("local_cache_host_path");
        if (cache != null && given.get("local_cache_container_path") == null) {
            place.at("local_cache_container_path")
                    .fault(
                            "is missing beside local_cache_host_path.",
                            "Give where that is mounted.");
        }
    }

    private static Fields dataLayerFields() {
        var text = Shapes.TEXT.ifSet();
        var path = Shapes.ABSOLUTE_PATH.ifSet();
        return new Fields()
                .with("type", Shapes.oneOf("shared_fs", "s3", "gcs").or("shared_fs"))
                .with("container_storage_path", path)
                .with("host_storage_path", path)
                .with("bucket", text)
                .with("bucket_directory_path", text)
                .with("local_cache_container_path", path)
                .with("local_cache_host_path", path)
                .with("access_key", text)
                .with("secret_key", text)
                .with("endpoint_url", text);
    }

    private static Shape retention() {
        return new Fields().with("log_retention_days", Shapes.whole(-1, 32767).orNull());
    }

    private static Shape security() {
        return new Fields()
                .with("kerberos", new Fields().with("config_file", Shapes.TEXT.orNull()));
    }

    private static Shape bindMount() {
        return new Fields()
                .with("host_path", Shapes.ABSOLUTE_PATH.required("Give the directory to mount."))
                .with("container_path", CONTAINER_PATH.required("Give where it is mounted."))
                .with("read_only", Shapes.FLAG.or(false))
                .with("propagation", Shapes.TEXT.or("rprivate"));
    }

    static List<LogPolicy> logPolicies(List<?> policies) {
        return policies.stream().map(policy -> logPolicy(new Branch((Map<?, ?>) policy))).toList();
    }

    private static LogPolicy logPolicy(Branch policy) {
        var raw = policy.raw("action");
        var told = raw instanceof Map<?, ?> nested ? nested.get("type") : raw;
        return new LogPolicy(
                policy.findText("name"),
                policy.text("pattern"),
                Arrays.stream(LogPolicy.Action.values())
                        .filter(action -> action.word().equals(told))
                        .findFirst());
    }

    private static Shape logPolicy() {
        var action = Shapes.oneOf("cancel_retries", "exclude_node");
        var nested = new Fields().with("type", action.required("Give what is done."));
        return new Fields()
                .with("name", Shapes.TEXT.ifSet())
                .with("pattern", Shapes.regex("Give a regular expression for log lines."))
                .with(
                        "action",
                        Shape.of(
                                        Schemas.any(action.schema(), nested.schema()),
                                        (value, place) ->
                                                value instanceof Map
                                                        ? nested.read(value, place)
                                                        : action.read(value, place))
                                .ifSet());
    }
}
