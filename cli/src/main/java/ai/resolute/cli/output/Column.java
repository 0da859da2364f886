package ai.resolute.cli.output;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a listing: the key that programs read, the title that people read, and how a value is
 * shown in a table. Numbers stand at the right.
 */
public record Column(
        String key,
        String title,
        boolean right,
        Narrow narrow,
        Function<@Nullable Object, String> shown) {
    /** What becomes of a column where the terminal is too narrow for the table. */
    enum Narrow {
        CUT,
        WHOLE,
        LEFT_OUT
    }

    public static Column text(String key, String title) {
        return new Column(key, title, false, Narrow.CUT, Wording::value);
    }

    public static Column number(String key, String title) {
        return new Column(key, title, true, Narrow.WHOLE, Wording::value);
    }

    /** A time as people read it here and now. */
    public static Column time(String key, String title, Clock clock) {
        return text(key, title)
                .shownAs(value ->
                        value == null
                                ? ""
                                : Wording.time(
                                        Instant.parse(value.toString()),
                                        clock.getZone(),
                                        clock.instant()));
    }

    public static Column count(String key, String title) {
        return number(key, title)
                .shownAs(value -> value instanceof Long count ? Wording.count(count) : "");
    }

    public static Column bytes(String key, String title) {
        return number(key, title)
                .shownAs(value -> value instanceof Long bytes ? Wording.bytes(bytes) : "");
    }

    /** A number of seconds. */
    public static Column duration(String key, String title) {
        return number(key, title)
                .shownAs(value ->
                        value instanceof Long seconds
                                ? Wording.duration(Duration.ofSeconds(seconds))
                                : "");
    }

    public Column shownAs(Function<@Nullable Object, String> other) {
        return new Column(key, title, right, narrow, other);
    }

    /** Never cut, as people copy it. */
    public Column whole() {
        return new Column(key, title, right, Narrow.WHOLE, shown);
    }

    /** Left out of a table that does not fit otherwise. */
    public Column spare() {
        return new Column(key, title, right, Narrow.LEFT_OUT, shown);
    }
}
