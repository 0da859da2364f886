package ai.resolute.master.rest.log;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;
import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.LogMessages.Fields;
import ai.resolute.api.LogMessages.FieldsRequest;
import ai.resolute.api.LogMessages.LogsRequest;
import ai.resolute.api.LogMessages.PostRequest;
import ai.resolute.api.LogMessages.Posted;
import ai.resolute.api.LogMessages.ShipRequest;
import ai.resolute.api.LogMessages.TaskLine;
import ai.resolute.api.LogMessages.TrialLine;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.master.config.DomainException.NotAllowed;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.log.LogEntry;
import ai.resolute.master.log.LogFilter;
import ai.resolute.master.log.LogLine;
import ai.resolute.master.log.LogSource;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Caller;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.trial.Trial;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Logs of trials, which are tasks. */
public final class LogRoutes {
    private final Services services;

    public LogRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("GET", "/api/v1/trials/{trialId}/logs", EXPERIMENT, "Lines of a trial")
                        .lines(LogsRequest.class, TrialLine.class, this::ofTrial),
                Route.of("GET", "/api/v1/tasks/{taskId}/logs", EXPERIMENT, "Lines of a task")
                        .lines(LogsRequest.class, TaskLine.class, this::ofTask),
                Route.of(
                                "GET",
                                "/api/v1/trials/{trialId}/logs/fields",
                                EXPERIMENT,
                                "What its lines may be filtered by")
                        .lines(FieldsRequest.class, Fields.class, this::fieldsOfTrial),
                Route.of(
                                "GET",
                                "/api/v1/tasks/{taskId}/logs/fields",
                                EXPERIMENT,
                                "What its lines may be filtered by")
                        .lines(FieldsRequest.class, Fields.class, this::fieldsOfTask),
                Route.of("POST", "/api/v1/task/logs", SIGNED_IN, "Add lines to a task")
                        .answer(PostRequest.class, Nothing.class, this::add),
                Route.of("POST", "/task-logs", SIGNED_IN, "Add lines to a task, as a bare list")
                        .raw(ShipRequest.class, List.of("application/json"), this::ship));
    }

    private Stream<TrialLine> ofTrial(Asked<LogsRequest> asked) {
        var trial = services.work().trials().get(new TrialId(asked.message().trialId()));
        return entries(trial, asked.message()).map(entry -> LogView.line(trial, entry));
    }

    private Stream<TaskLine> ofTask(Asked<LogsRequest> asked) {
        return entries(trial(asked.message().taskId()), asked.message()).map(LogView::line);
    }

    private Trial trial(String task) {
        var id = new TaskId(task);
        return services.work().trialOf(id);
    }

    /** Newest first needs all of them at once; otherwise they come as they are read. */
    private Stream<LogEntry> entries(Trial trial, LogsRequest request) {
        var logs = services.findings().logs();
        var task = trial.origin().task();
        var query = new LogQuery(request);
        var filter = query.filter();
        if (query.matchesNothing()) {
            return Stream.empty();
        }
        if (filter.page().order() == LogFilter.Order.NEWEST_FIRST) {
            return logs.list(task, filter).stream().filter(query::fits);
        }
        var follower = logs.follow(task, filter, () -> !request.follow() || isOver(trial.id()));
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(follower, Spliterator.ORDERED), false)
                .onClose(follower::close)
                .flatMap(List::stream)
                .filter(query::fits)
                .limit(query.most());
    }

    private boolean isOver(TrialId id) {
        return services.work().trials().find(id).filter(Trial::live).isEmpty();
    }

    private Stream<Fields> fieldsOfTrial(Asked<FieldsRequest> asked) {
        return fields(services.work().trials().get(new TrialId(asked.message().trialId())));
    }

    private Stream<Fields> fieldsOfTask(Asked<FieldsRequest> asked) {
        return fields(trial(asked.message().taskId()));
    }

    private Stream<Fields> fields(Trial trial) {
        try (var lines =
                services.findings()
                        .logs()
                        .follow(trial.origin().task(), LogFilter.ALL, () -> true)) {
            var fields = new LogFields();
            lines.forEachRemaining(fields::add);
            return Stream.of(fields.message());
        }
    }

    /** Lines without a number of their own: they count as often as they are sent. */
    private Nothing add(Asked<PostRequest> asked) {
        add(asked.caller(), asked.message().logs());
        return new Nothing();
    }

    private void add(Caller caller, List<Posted> lines) {
        for (var posted : lines) {
            var trial = trial(posted.taskId());
            requireOwn(caller, trial.origin().experiment());
            services.findings()
                    .logs()
                    .take(trial.origin().task(), trial.allocation(), List.of(line(posted)));
        }
    }

    /** Its answer is an empty text. */
    private void ship(Asked<ShipRequest> asked, ServerRequest request, ServerResponse response) {
        var lines =
                asked.message().items().stream()
                        .map(one ->
                                new Posted(
                                        one.taskId(),
                                        Optional.empty(),
                                        one.rank(),
                                        one.timestamp(),
                                        one.level(),
                                        one.stdtype(),
                                        one.log()))
                        .toList();
        add(asked.caller(), lines);
        services.flush().run();
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send("\"\"");
    }

    private static void requireOwn(Caller caller, ExperimentId experiment) {
        if (caller instanceof Caller.Worker worker && !worker.experiment().equals(experiment)) {
            throw NotAllowed.forbidden(
                    "forbidden", "a worker may only use what belongs to its own experiment");
        }
    }

    private static LogLine line(Posted posted) {
        return new LogLine(
                posted.timestamp().orElseGet(Instant::now),
                posted.stdtype().equals(Optional.of("stderr"))
                        ? LogSource.STDERR
                        : LogSource.STDOUT,
                posted.log().endsWith("\n")
                        ? posted.log().substring(0, posted.log().length() - 1)
                        : posted.log(),
                Levels.of(posted.level()),
                posted.rankId());
    }
}
