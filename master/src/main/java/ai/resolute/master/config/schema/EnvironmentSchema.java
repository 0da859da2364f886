package ai.resolute.master.config.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code environment}. Images say nothing to local processes, but are kept. */
final class EnvironmentSchema {
    private static final List<String> DEVICES = List.of("cpu", "cuda", "rocm");
    private static final String LOCAL_IMAGE = "local";
    private static final String VARIABLE_TODO = "Write NAME=value.";

    private EnvironmentSchema() {}

    static Fields fields() {
        return new Fields()
                .with("python", Shapes.TEXT.orNull())
                .with("image", EnvironmentSchema::image)
                .with("environment_variables", EnvironmentSchema::variables)
                .with("ports", Shapes.OBJECT.or(Map.of()))
                .with("proxy_ports", Shapes.LIST.or(List.of()))
                .with("force_pull_image", Shapes.FLAG.or(false))
                .with("registry_auth", Shapes.OBJECT.orNull())
                .with("add_capabilities", Shapes.TEXTS.or(List.of()))
                .with("drop_capabilities", Shapes.TEXTS.or(List.of()))
                .with("pod_spec", Shapes.OBJECT.orNull());
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
        Shape list = (given, at) -> given == null ? List.of() : variableList(given, at);
        if (value == null || value instanceof Map) {
            return perDevice(value, list, place);
        }
        var all = list.read(value, place);
        var variables = new LinkedHashMap<String, @Nullable Object>();
        DEVICES.forEach(device -> variables.put(device, all));
        return variables;
    }

    private static @Nullable Object perDevice(@Nullable Object value, Shape shape, Place place) {
        var fields = new Fields();
        DEVICES.forEach(device -> fields.with(device, shape));
        return fields.read(value, place);
    }

    private static @Nullable Object variableList(Object value, Place place) {
        if (!(value instanceof List<?> list)) {
            return Shapes.wrong(value, "a list", "Give a list: [NAME=value].", place);
        }
        var variables = new ArrayList<@Nullable Object>();
        for (var item : list) {
            if (!(item instanceof String text) || text.indexOf('=') < 1) {
                var at = place.at(variables.size());
                variables.add(Shapes.wrong(item, "a variable", VARIABLE_TODO, at));
            } else {
                variables.add(text);
            }
        }
        return variables;
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
