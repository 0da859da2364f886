package ai.resolute.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers, times and values as people read them. String.format is not used: it is slow to start.
 */
public final class Wording {
    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");

    private Wording() {}

    /** "00:05:12" for a clock that runs, with hours as needed. */
    public static String clock(Duration time) {
        var seconds = Math.max(0, time.toSeconds());
        return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
    }

    /** "1h 04m", "3m 20s", "12 s": the two largest units. */
    public static String duration(Duration time) {
        var seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m " + two(seconds % 60) + "s";
        }
        if (seconds < 86400) {
            return seconds / 3600 + "h " + two(seconds / 60 % 60) + "m";
        }
        return seconds / 86400 + "d " + two(seconds / 3600 % 24) + "h";
    }

    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        var unit = 0;
        double left = bytes;
        while (left >= 999.5 && unit < UNITS.size() - 1) {
            left /= 1000;
            unit++;
        }
        var shown =
                left < 10 ? Double.toString(Math.round(left * 10) / 10.0) : "" + Math.round(left);
        return shown + " " + UNITS.get(unit);
    }

    /** At most four significant digits, without an exponent where that is readable. */
    public static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        var rounded = new java.math.BigDecimal(value).round(new java.math.MathContext(4));
        var size = Math.abs(value);
        if (size >= 1e9 || size < 1e-4) {
            return rounded.stripTrailingZeros().toString().replace("E", "e");
        }
        return rounded.stripTrailingZeros().toPlainString();
    }

    public static String count(long value) {
        var digits = Long.toString(Math.abs(value));
        var grouped = new StringBuilder(digits);
        for (var at = digits.length() - 3; at > 0; at -= 3) {
            grouped.insert(at, ',');
        }
        return (value < 0 ? "-" : "") + grouped;
    }

    /** Local time: the time of day for today, the date before that. */
    public static String time(Instant time, ZoneId zone, Instant now) {
        var local = LocalDateTime.ofInstant(time, zone);
        var clock = two(local.getHour()) + ":" + two(local.getMinute());
        return local.toLocalDate().equals(LocalDate.ofInstant(now, zone))
                ? clock + ":" + two(local.getSecond())
                : local.toLocalDate() + " " + clock;
    }

    public static String plural(long count, String noun) {
        return count(count) + " " + noun + (count == 1 ? "" : "s");
    }

    public static String percent(@Nullable Object fraction) {
        return fraction instanceof Double value ? Math.round(value * 100) + " %" : "";
    }

    /** Hyperparameters and the like in one line: "learning_rate 0.001 · width 64". */
    public static String pairs(Map<String, ?> values) {
        var text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : " · ")
                        .append(name)
                        .append(' ')
                        .append(value(value)));
        return text.toString();
    }

    public static String value(@Nullable Object value) {
        if (value instanceof Double number) {
            return number(number);
        }
        if (value instanceof Map<?, ?> map) {
            var parts = new java.util.ArrayList<String>();
            map.forEach((name, member) -> parts.add(name + " " + value(member)));
            return "{" + String.join(", ", parts) + "}";
        }
        if (value instanceof List<?> list) {
            return "[" + String.join(", ", list.stream().map(Wording::value).toList()) + "]";
        }
        return value == null ? "" : value.toString();
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
