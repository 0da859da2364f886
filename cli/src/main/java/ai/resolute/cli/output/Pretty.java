package ai.resolute.cli.output;

import ai.resolute.api.wire.Wire;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Trees as indented JSON and as YAML. */
public final class Pretty {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./ ()+-]*");
    private static final Pattern RESERVED =
            Pattern.compile("(?i)null|~|true|false|yes|no|on|off|y|n");

    private Pretty() {}

    public static String json(@Nullable Object tree) {
        var text = new StringBuilder();
        json(text, tree, "\n");
        return text.append('\n').toString();
    }

    /** YAML that a reader of 1.1 or 1.2 takes for the same tree. */
    public static String yaml(@Nullable Object tree) {
        var text = new StringBuilder();
        yaml(text, tree, 0);
        return text.toString();
    }

    private static void json(StringBuilder text, @Nullable Object tree, String line) {
        switch (tree) {
            case Map<?, ?> map when !map.isEmpty() -> {
                var next = line + "  ";
                var comma = "{";
                for (var member : map.entrySet()) {
                    text.append(comma).append(next).append(scalar(String.valueOf(member.getKey())));
                    text.append(": ");
                    json(text, member.getValue(), next);
                    comma = ",";
                }
                text.append(line).append('}');
            }
            case List<?> list when !list.isEmpty() -> {
                var next = line + "  ";
                var comma = "[";
                for (var member : list) {
                    text.append(comma).append(next);
                    json(text, member, next);
                    comma = ",";
                }
                text.append(line).append(']');
            }
            case null, default -> text.append(scalar(tree));
        }
    }

    private static void yaml(StringBuilder text, @Nullable Object tree, int depth) {
        switch (tree) {
            case Map<?, ?> map when !map.isEmpty() ->
                    map.forEach((name, member) -> {
                        text.append("  ".repeat(depth)).append(plain(String.valueOf(name)));
                        text.append(':');
                        member(text, member, depth);
                    });
            case List<?> list when !list.isEmpty() ->
                    list.forEach(member -> {
                        text.append("  ".repeat(depth)).append('-');
                        item(text, member, depth);
                    });
            case null, default -> text.append(plain(tree)).append('\n');
        }
    }

    private static void member(StringBuilder text, @Nullable Object value, int depth) {
        if (hasParts(value)) {
            text.append('\n');
            yaml(text, value, depth + 1);
        } else {
            text.append(' ').append(plain(value)).append('\n');
        }
    }

    /** The first line of a mapping stands beside its dash. */
    private static void item(StringBuilder text, @Nullable Object value, int depth) {
        if (hasParts(value)) {
            var inner = new StringBuilder();
            yaml(inner, value, depth + 1);
            text.append(' ').append(inner.substring(2 * (depth + 1)));
        } else {
            text.append(' ').append(plain(value)).append('\n');
        }
    }

    private static boolean hasParts(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> !map.isEmpty();
            case List<?> list -> !list.isEmpty();
            case null, default -> false;
        };
    }

    private static String plain(@Nullable Object value) {
        if (value instanceof String text
                && PLAIN.matcher(text).matches()
                && !RESERVED.matcher(text).matches()
                && !text.endsWith(" ")) {
            return text;
        }
        return switch (value) {
            case Double number when number.isNaN() -> ".nan";
            case Double number when number.isInfinite() -> number > 0 ? ".inf" : "-.inf";
            case null, default -> scalar(value);
        };
    }

    private static String scalar(@Nullable Object value) {
        return Wire.text(value);
    }
}
