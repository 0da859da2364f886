package ai.resolute.api.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Times as RFC 3339: written in UTC with at most microseconds, read with any offset. */
public final class Times {
    private Times() {}

    public static String format(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MICROS));
    }

    /** A time; without an offset it is taken as UTC, as Python's naive times are. */
    public static Instant parse(String text) {
        try {
            return DateTimeFormatter.ISO_DATE_TIME.parseBest(
                                    text, OffsetDateTime::from, java.time.LocalDateTime::from)
                            instanceof OffsetDateTime known
                    ? known.toInstant()
                    : java.time.LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException fault) {
            throw new MalformedMessage(
                    "\"" + text + "\" is not a time such as 2026-01-31T12:00:00Z", fault);
        }
    }
}
