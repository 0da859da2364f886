package ai.resolute.master.config.schema;

import ai.resolute.master.config.shape.Fields;
import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shape;
import ai.resolute.master.config.shape.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code environment}. Images say nothing to local processes, but are kept. */
final class EnvironmentSchema {
    private static final List<String> DEVICES = List.of("cpu", "cuda", "rocm");
    private static final String LOCAL_IMAGE = "local";
    private static final Shape VARIABLES =
            Shapes.listOf(Shapes.matching("[^=]+=.*", "a variable", "Write NAME=value."));

    private EnvironmentSchema() {}

    static Fields fields() {
        return new Fields()
                .with("python", Shapes.TEXT.orNull())
                .with("image", Shape.of(devices(Shapes.TEXT), EnvironmentSchema::image))
                .with(
                        "environment_variables",
                        Shape.of(devices(VARIABLES), EnvironmentSchema::variables))
                .with("ports", Shapes.mapOf(Shapes.whole(1, 65535)).or(Map.of()))
                .with("proxy_ports", Shapes.listOf(proxyPort()).or(List.of()))
                .with("force_pull_image", Shapes.FLAG.or(false))
                .with("registry_auth", registry().orNull())
                .with("add_capabilities", Shapes.TEXTS.or(List.of()))
                .with("drop_capabilities", Shapes.TEXTS.or(List.of()))
                .with("pod_spec", Shapes.OBJECT.orNull());
    }

    private static Shape proxyPort() {
        return new Fields()
                .with("proxy_port", Shapes.whole(1, 65535).required("Give the port."))
                .with("proxy_tcp", Shapes.FLAG.or(false))
                .with("unauthenticated", Shapes.FLAG.or(false))
                .with("default_service_id", Shapes.TEXT.ifSet());
    }

    private static Shape registry() {
        var fields = new Fields();
        List.of(
                        "username",
                        "password",
                        "auth",
                        "email",
                        "serveraddress",
                        "identitytoken",
                        "registrytoken")
                .forEach(key -> fields.with(key, Shapes.TEXT.ifSet()));
        return fields;
    }

    /** One for all devices, or one for each. */
    private static Map<String, Object> devices(Shape each) {
        var fields = new Fields();
        DEVICES.forEach(device -> fields.with(device, each.ifSet()));
        fields.older("gpu", each.schema(), "0.12; now cuda");
        return Schemas.nullable(Schemas.any(each.schema(), fields.schema()));
    }

    private static @Nullable Object image(@Nullable Object value, Place place) {
        var image = Shapes.nonEmpty("Name an image, or leave it out.");
        if (value == null || value instanceof Map) {
            return perDevice(value, image.or(LOCAL_IMAGE), place);
        }
        var all = image.read(value, place);
        var images = new LinkedHashMap<String, @Nullable Object>();
        DEVICES.forEach(device -> images.put(device, all));
        return images;
    }

    private static @Nullable Object variables(@Nullable Object value, Place place) {
        if (value == null || value instanceof Map) {
            return perDevice(value, VARIABLES.or(List.of()), place);
        }
        var all = VARIABLES.read(value, place);
        var variables = new LinkedHashMap<String, @Nullable Object>();
        DEVICES.forEach(device -> variables.put(device, all));
        return variables;
    }

    private static @Nullable Object perDevice(@Nullable Object value, Shape shape, Place place) {
        var fields = new Fields();
        DEVICES.forEach(device -> fields.with(device, shape));
        return fields.read(value, place);
    }

    /** The variables that a device's trials get; of a name given twice, the last. */
    static Map<String, String> typedVariables(Branch environment, String device) {
        var variables = new LinkedHashMap<String, String>();
        for (var line : environment.at("environment_variables").texts(device)) {
            var equals = line.indexOf('=');
            variables.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return variables;
    }
}
