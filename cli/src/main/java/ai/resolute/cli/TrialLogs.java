package ai.resolute.cli;

import ai.resolute.api.client.LogLineView;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** trial logs: the lines of a trial, from its start or its end, once or as they come. */
@Command(description = "Print the log of a trial.")
final class TrialLogs implements Callable<Integer> {
    private static final List<String> LEVELS =
            List.of("TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");

    /** What to print of a log. */
    static final class Choice {
        @Option(
                names = {"-f", "--follow"},
                description = "go on as lines come, until the trial ends")
        private boolean follow;

        @Option(names = "--tail", paramLabel = "N", description = "only the last N lines")
        private int tail;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                description = "only lines since then: 10m, 2h, 1d or 2026-01-31T12:00:00Z")
        private String since = "";

        @Option(names = "--grep", paramLabel = "TEXT", description = "only lines with this text")
        private String grep = "";

        @Option(names = "--rank", paramLabel = "N", description = "only lines of this rank")
        private List<Integer> ranks = new ArrayList<>();

        @Option(
                names = "--level",
                paramLabel = "LEVEL",
                description = "only lines of this level and above: DEBUG, INFO, WARNING, ERROR")
        private String level = "";

        private String query(Instant now) {
            var query = new StringBuilder();
            if (!since.isEmpty()) {
                add(query, "timestampAfter", since(now).toString());
            }
            if (!grep.isEmpty()) {
                add(query, "searchText", grep);
            }
            ranks.forEach(rank -> add(query, "rankIds", rank.toString()));
            levels().forEach(each -> add(query, "levels", "LOG_LEVEL_" + each));
            return query.toString();
        }

        private List<String> levels() {
            if (level.isEmpty()) {
                return List.of();
            }
            var at =
                    LEVELS.indexOf(
                            level.toUpperCase(Locale.ROOT)
                                    .replace("WARN", "WARNING")
                                    .replace("WARNINGING", "WARNING"));
            if (at < 0) {
                throw Failure.usage(
                        "There is no level '" + level + "'.",
                        "levels are " + String.join(", ", LEVELS),
                        "--level WARNING");
            }
            return LEVELS.subList(at, LEVELS.size());
        }

        private Instant since(Instant now) {
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

    @Parameters(paramLabel = "ID")
    private long id;

    @Mixin private final Choice choice = new Choice();
    private final Session session;

    TrialLogs(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        return print(session, id, choice);
    }

    /** Prints what is chosen; what went wrong on the way is an error, what was printed stays. */
    static int print(Session session, long trial, Choice choice) {
        var around = session.around();
        var path = "/api/v1/trials/" + trial + "/logs?";
        var query = choice.query(around.clock().instant());
        var last = choice.tail > 0 ? printTail(session, path, query, choice.tail) : -1;
        if (choice.tail == 0 || choice.follow) {
            session.client().stream(
                    path + "follow=" + choice.follow + query,
                    json -> show(session, new LogLineView(json), last, choice.follow));
        }
        around.out().flush();
        if (choice.follow && !around.out().checkError()) {
            var ended = Trials.get(session.client(), trial);
            around.say(
                    "Trial "
                            + trial
                            + " is "
                            + around.errStyle().state(ended.state(), ended.stoppedEarly())
                            + ended.failure().map(why -> ": " + why).orElse(""));
        }
        return 0;
    }

    /** The id of the last line printed, so that following goes on after it. */
    private static long printTail(Session session, String path, String query, int count) {
        var lines = new ArrayList<LogLineView>();
        session.client().stream(
                path + "limit=" + count + "&orderBy=ORDER_BY_DESC" + query,
                json -> lines.add(new LogLineView(json)) && lines.size() < count);
        for (var line : lines.reversed()) {
            session.around().out().println(line.message());
        }
        session.around().out().flush();
        return lines.isEmpty() ? -1 : lines.getFirst().json().whole("id");
    }

    private static boolean show(Session session, LogLineView line, long after, boolean flush) {
        var out = session.around().out();
        if (line.json().whole("id") > after) {
            out.println(line.message());
        }
        return !flush || !out.checkError();
    }

    /** experiment logs: of its first trial, or of the one named. */
    @Command(description = "Print the log of the first trial of an experiment.")
    static final class OfExperiment implements Callable<Integer> {
        @Parameters(paramLabel = "EXPERIMENT")
        private long id;

        @Mixin private final Choice choice = new Choice();
        private final Session session;

        OfExperiment(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var trials = session.experiments().trials(id);
            if (trials.isEmpty()) {
                throw new Failure(
                        Failure.Status.NOT_FOUND,
                        "Experiment " + id + " has no log yet.",
                        "it has no trial yet",
                        "det experiment wait " + id,
                        "");
            }
            return print(session, trials.getFirst().id(), choice);
        }
    }
}
