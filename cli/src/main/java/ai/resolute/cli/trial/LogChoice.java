package ai.resolute.cli.trial;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.output.Failure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Which lines of a log are asked for. */
public final class LogChoice {
    private static final List<String> LEVELS =
            List.of("TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");

    private final Argument<Boolean> follow =
            Argument.flag("-f --follow", "go on as lines come, until the trial ends");
    private final Argument<Integer> tail =
            Argument.option("--tail", "N", "only the last N lines", Kind.COUNT, 0);
    private final Argument<String> since =
            Argument.option(
                    "--since",
                    "TIME",
                    "only lines since then: 10m, 2h or 1d ago, or a time such as 2026-01-31T12:00:00Z",
                    Kind.TEXT,
                    "");
    private final Argument<String> grep =
            Argument.option("--grep", "TEXT", "only lines with this text", Kind.TEXT, "");
    private final Argument<List<Integer>> ranks =
            Argument.options("--rank", "N", "only lines of this rank", Kind.COUNT);
    private final Argument<String> level =
            Argument.option(
                    "--level",
                    "LEVEL",
                    "only lines of this level and above: DEBUG, INFO, WARNING, ERROR",
                    Kind.TEXT,
                    "");

    /** The parameter of a command, then these options. */
    public List<Argument<?>> after(Argument<?>... others) {
        return Argument.join(List.of(others), List.of(follow, tail, since, grep, ranks, level));
    }

    boolean follows() {
        return follow.value();
    }

    int tail() {
        return tail.value();
    }

    String query(Instant now) {
        var query = new StringBuilder();
        if (!since.value().isEmpty()) {
            add(query, "timestampAfter", since(now).toString());
        }
        if (!grep.value().isEmpty()) {
            add(query, "searchText", grep.value());
        }
        ranks.value().forEach(rank -> add(query, "rankIds", rank.toString()));
        levels().forEach(each -> add(query, "levels", "LOG_LEVEL_" + each));
        return query.toString();
    }

    private List<String> levels() {
        if (level.value().isEmpty()) {
            return List.of();
        }
        var at =
                LEVELS.indexOf(
                        level.value()
                                .toUpperCase(Locale.ROOT)
                                .replace("WARN", "WARNING")
                                .replace("WARNINGING", "WARNING"));
        if (at < 0) {
            throw Failure.usage(
                    "There is no level '" + level.value() + "'.",
                    "levels are " + String.join(", ", LEVELS),
                    "--level WARNING");
        }
        return LEVELS.subList(at, LEVELS.size());
    }

    private Instant since(Instant now) {
        var since = this.since.value();
        try {
            var count = since.substring(0, since.length() - 1);
            return switch (since.charAt(since.length() - 1)) {
                case 's' -> now.minusSeconds(Long.parseLong(count));
                case 'm' -> now.minus(Duration.ofMinutes(Long.parseLong(count)));
                case 'h' -> now.minus(Duration.ofHours(Long.parseLong(count)));
                case 'd' -> now.minus(Duration.ofDays(Long.parseLong(count)));
                default -> java.time.OffsetDateTime.parse(since).toInstant();
            };
        } catch (NumberFormatException | java.time.DateTimeException bad) {
            throw Failure.usage(
                    "'" + since + "' is no time.",
                    "a time is 30s, 10m, 2h, 1d or 2026-01-31T12:00:00Z",
                    "--since 10m");
        }
    }

    private static void add(StringBuilder query, String name, String value) {
        query.append('&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
}
