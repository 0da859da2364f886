package ai.resolute.cli.output;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a listing: the key that programs read, the title that people read, and how a value is
 * shown in a table. Numbers stand at the right.
 */
public record Column(
        String key, String title, boolean right, Function<@Nullable Object, String> shown) {
    public static Column text(String key, String title) {
        return new Column(key, title, false, Wording::value);
    }

    public static Column number(String key, String title) {
        return new Column(key, title, true, Wording::value);
    }

    public Column shownAs(Function<@Nullable Object, String> other) {
        return new Column(key, title, right, other);
    }
}
