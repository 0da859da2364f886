package ai.resolute.master.rest.route;

import ai.resolute.api.wire.Wire;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.log.LogLevel;
import ai.resolute.master.log.LogLine;
import ai.resolute.master.log.LogSource;
import ai.resolute.master.trial.EarlyExit;
import ai.resolute.master.trial.Failure;
import ai.resolute.master.trial.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of a worker's streams; their forms are in docs/development/trial-protocol.md.
 */
final class ReportReader {
    private static final Set<String> LEVELS =
            Set.of("TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL");

    private ReportReader() {}

    /** Every field that an element may have. */
    private record Element(
            String type,
            String group,
            long stepsCompleted,
            Optional<Instant> time,
            Map<String, @Nullable Object> metrics,
            List<Map<String, @Nullable Object>> batchMetrics,
            Optional<Double> epoch,
            double fraction,
            Optional<Long> length,
            Optional<Double> batchesPerSecond,
            String uuid,
            Map<String, Long> resources,
            Map<String, @Nullable Object> metadata,
            String state,
            String reason,
            String kind,
            String message,
            Optional<Boolean> restartable,
            Map<String, @Nullable Object> packages,
            String python,
            String stdtype,
            String log,
            Optional<String> level,
            Optional<Integer> rank) {}

    static List<Report> reports(List<? extends Map<String, @Nullable Object>> elements) {
        var reports = new ArrayList<Report>(elements.size());
        for (var element : elements) {
            reports.add(report(Wire.read(element, Element.class)));
        }
        return reports;
    }

    static List<LogLine> lines(List<? extends Map<String, @Nullable Object>> elements) {
        var lines = new ArrayList<LogLine>(elements.size());
        for (var element : elements) {
            lines.add(line(Wire.read(element, Element.class)));
        }
        return lines;
    }

    private static Report report(Element one) {
        return switch (one.type()) {
            case "metrics" ->
                    new Report.Metrics(
                            one.group(),
                            one.stepsCompleted(),
                            time(one),
                            numbers(one.metrics()),
                            batches(one),
                            one.epoch());
            case "progress" ->
                    new Report.Progress(
                            one.fraction(),
                            one.stepsCompleted(),
                            one.length(),
                            one.batchesPerSecond());
            case "checkpoint" ->
                    new Report.Checkpoint(
                            checkpoint(one.uuid()),
                            one.stepsCompleted(),
                            time(one),
                            one.resources(),
                            Trees.present(one.metadata()));
            case "state" -> new Report.State(one.state());
            case "preempted" -> new Report.Preempted();
            case "stopped" -> new Report.Stopped(stop(one.reason()));
            case "failure" ->
                    new Report.Failed(
                            new Failure(one.kind(), one.message(), one.restartable().orElse(true)));
            case "environment" ->
                    new Report.Environment(
                            Map.of("packages", one.packages(), "python", one.python()));
            default -> throw bad("type \"%s\" is not known".formatted(one.type()));
        };
    }

    private static LogLine line(Element one) {
        return new LogLine(
                time(one),
                switch (one.stdtype()) {
                    case "stdout", "" -> LogSource.STDOUT;
                    case "stderr" -> LogSource.STDERR;
                    default -> throw bad("stdtype \"%s\" is not known".formatted(one.stdtype()));
                },
                one.log(),
                one.level().flatMap(ReportReader::level),
                one.rank());
    }

    /** With or without the prefix; what is not known is no level. */
    static Optional<LogLevel> level(String text) {
        var name = text.toUpperCase(Locale.ROOT).replaceFirst("^LOG_LEVEL_", "");
        return LEVELS.contains(name) ? Optional.of(LogLevel.valueOf(name)) : Optional.empty();
    }

    static CheckpointId checkpoint(String uuid) {
        try {
            return CheckpointId.parse(uuid);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidRequest(
                    "bad_uuid", "\"%s\" is not the UUID of a checkpoint".formatted(uuid));
        }
    }

    private static EarlyExit stop(String reason) {
        return switch (reason) {
            case "user" -> EarlyExit.USER_REQUESTED_STOP;
            case "invalid_hyperparameters" -> EarlyExit.INVALID_HYPERPARAMETERS;
            default -> throw bad("reason \"%s\" is not known".formatted(reason));
        };
    }

    /** Numbers that are not finite come as text, and are numbers from here on. */
    static Map<String, Object> numbers(Map<String, ? extends @Nullable Object> values) {
        var numbers = new LinkedHashMap<String, Object>();
        Trees.present(values).forEach((name, value) -> numbers.put(name, number(value)));
        return numbers;
    }

    private static List<Map<String, Object>> batches(Element one) {
        var batches = new ArrayList<Map<String, Object>>(one.batchMetrics().size());
        one.batchMetrics().forEach(batch -> batches.add(numbers(batch)));
        return batches;
    }

    private static Object number(Object value) {
        return value instanceof String text
                ? switch (text) {
                    case "NaN", "Nan" -> (Object) Double.NaN;
                    case "Infinity" -> (Object) Double.POSITIVE_INFINITY;
                    case "-Infinity" -> (Object) Double.NEGATIVE_INFINITY;
                    default -> value;
                }
                : value;
    }

    private static Instant time(Element one) {
        return one.time().orElseThrow(() -> bad("time is missing"));
    }

    private static InvalidRequest bad(String what) {
        return new InvalidRequest(
                "bad_report",
                "a report cannot be read: %s; see docs/development/trial-protocol.md"
                        .formatted(what));
    }
}
