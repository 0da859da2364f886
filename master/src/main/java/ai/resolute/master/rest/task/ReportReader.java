package ai.resolute.master.rest.task;

import ai.resolute.api.wire.Wire;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.Length;
import ai.resolute.master.log.LogLine;
import ai.resolute.master.log.LogSource;
import ai.resolute.master.rest.log.Levels;
import ai.resolute.master.rest.route.Services.Findings;
import ai.resolute.master.rest.route.Trees;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.failure.Failure.Place;
import ai.resolute.master.trial.report.EarlyExit;
import ai.resolute.master.trial.report.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of a worker's streams; their forms are in docs/development/trial-protocol.md.
 */
final class ReportReader {
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
            String unit,
            long count,
            String state,
            String reason,
            String kind,
            String message,
            Optional<Boolean> restartable,
            Optional<String> file,
            Optional<Integer> line,
            Map<String, @Nullable Object> packages,
            String python,
            List<String> differences,
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
                            Trees.numbers(one.metrics()),
                            batches(one),
                            one.epoch());
            case "progress" ->
                    new Report.Progress(
                            one.fraction(),
                            Optional.of(one.stepsCompleted()),
                            one.length(),
                            one.batchesPerSecond());
            case "checkpoint" ->
                    new Report.Checkpoint(
                            Findings.checkpointId(one.uuid()),
                            one.stepsCompleted(),
                            time(one),
                            one.resources(),
                            Trees.present(one.metadata()));
            case "checkpoint_begun" ->
                    new Report.CheckpointBegun(Findings.checkpointId(one.uuid()));
            case "reached" ->
                    new Report.Reached(length(one.unit(), one.count()), one.stepsCompleted());
            case "state" -> new Report.State(one.state());
            case "preempted" -> new Report.Preempted();
            case "stopped" -> new Report.Stopped(stop(one.reason()));
            case "failure" ->
                    new Report.Failed(
                            new Failure(
                                    one.kind(),
                                    one.message(),
                                    one.restartable().orElse(true),
                                    one.file().map(file -> new Place(file, one.line().orElse(0)))));
            case "environment" ->
                    new Report.Environment(
                            Map.of(
                                    "packages", one.packages(),
                                    "python", one.python(),
                                    "differences", one.differences()));
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
                one.level().flatMap(Levels::of),
                one.rank());
    }

    private static EarlyExit stop(String reason) {
        return switch (reason) {
            case "user" -> EarlyExit.USER_REQUESTED_STOP;
            case "invalid_hyperparameters" -> EarlyExit.INVALID_HYPERPARAMETERS;
            default -> throw bad("reason \"%s\" is not known".formatted(reason));
        };
    }

    private static List<Map<String, Object>> batches(Element one) {
        var batches = new ArrayList<Map<String, Object>>(one.batchMetrics().size());
        one.batchMetrics().forEach(batch -> batches.add(Trees.numbers(batch)));
        return batches;
    }

    static Length length(String unit, long count) {
        return Arrays.stream(Length.Unit.values())
                .filter(known -> known.word().equals(unit))
                .findFirst()
                .map(known -> new Length(known, count))
                .orElseThrow(() -> bad("unit \"%s\" is not known".formatted(unit)));
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
