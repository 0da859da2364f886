package ai.resolute.master.config.schema;

import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shape;
import ai.resolute.master.config.shape.Shapes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a trial runs: {@code internal.native.command}, which a submitting script fills in, or else
 * the Python script or the trial class that {@code entrypoint} names; the harness imports a class.
 */
final class EntrypointSchema {
    private static final Pattern SHELL = Pattern.compile("[\"'`$&|;<>*?()#~\\\\\n]");
    private static final Pattern PYTHON = Pattern.compile("(.*/)?python(\\d(\\.\\d+)?)?");
    private static final Pattern TRIAL_CLASS = Pattern.compile("[A-Za-z_][\\w.]*:[A-Za-z_]\\w*");
    private static final String TODO =
            "Name a Python script ('python3 train.py --fast') or a class ('module:Class').";

    static final Shape SHAPE =
            Shape.of(
                    Schemas.nullable(Schemas.any(Shapes.TEXT.schema(), Shapes.TEXTS.schema())),
                    EntrypointSchema::read);

    private EntrypointSchema() {}

    /** Fills in the command from the entrypoint. */
    static void complete(Map<String, @Nullable Object> root) {
        var internal = copy(root.get("internal"));
        var inner = copy(internal.get("native"));
        if (isObject(root.get("internal"))
                && isObject(internal.get("native"))
                && inner.get("command") == null) {
            script(root.get("entrypoint"))
                    .ifPresent(command -> {
                        inner.put("command", command);
                        internal.put("native", inner);
                        root.put("internal", internal);
                    });
        }
    }

    /** There must be something to run, and this version must be able to run it. */
    static void check(Branch root, Place place) {
        if (!command(root).isEmpty() || root.raw("internal") == null || unmanaged(root)) {
            return;
        }
        var given = root.raw("entrypoint");
        if (given == null || given.equals("") || given.equals(List.of())) {
            place.fault("is missing: managed experiments require entrypoint.", TODO);
        } else if (!(given instanceof String text && TRIAL_CLASS.matcher(text).matches())) {
            place.fault(
                    "is "
                            + Shapes.shown(given)
                            + ", neither a Python script nor a trial class; other commands come in a later version.",
                    TODO);
        }
    }

    /** The cluster runs nothing of it. */
    private static boolean unmanaged(Branch root) {
        return root.find("internal")
                .filter(internal -> Boolean.TRUE.equals(internal.raw("unmanaged")))
                .isPresent();
    }

    static List<String> command(Branch root) {
        return root.find("internal")
                .flatMap(internal -> internal.find("native"))
                .map(inner -> inner.texts("command"))
                .orElse(List.of());
    }

    private static @Nullable Object read(@Nullable Object value, Place place) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case List<?> _ -> Shapes.TEXTS.read(value, place);
            default -> Shapes.wrong(value, "a command", "Give a command line or a list.", place);
        };
    }

    /** The script and its arguments, when the entrypoint is plainly a Python script. */
    private static Optional<List<String>> script(@Nullable Object entrypoint) {
        var words = words(entrypoint);
        if (!words.isEmpty() && PYTHON.matcher(words.getFirst()).matches()) {
            words.removeFirst();
        }
        if (!words.isEmpty() && words.getFirst().equals("-u")) {
            words.removeFirst();
        }
        var isScript =
                !words.isEmpty()
                        && (words.getFirst().endsWith(".py")
                                || words.getFirst().endsWith(".ipynb"));
        return isScript ? Optional.of(words) : Optional.empty();
    }

    private static List<String> words(@Nullable Object entrypoint) {
        var words = new ArrayList<String>();
        switch (entrypoint) {
            case String line when !SHELL.matcher(line).find() ->
                    words.addAll(List.of(line.strip().split("\\s+")));
            case List<?> list when list.stream().allMatch(String.class::isInstance) ->
                    list.forEach(word -> words.add((String) word));
            case null, default -> {}
        }
        return words;
    }

    private static boolean isObject(@Nullable Object value) {
        return value == null || value instanceof Map;
    }

    private static Map<String, @Nullable Object> copy(@Nullable Object value) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> copy.put(String.valueOf(key), each));
        }
        return copy;
    }
}
