package ai.resolute.master.rest.log;

import ai.resolute.api.LogMessages.LogLevel;
import ai.resolute.api.LogMessages.LogsRequest;
import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.log.LogEntry;
import ai.resolute.master.log.LogFilter;
import ai.resolute.master.log.LogSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** A request for log lines in the words of the domain; what those lack is checked line by line. */
final class LogQuery {
    private final LogsRequest request;
    private final Predicate<String> text;

    LogQuery(LogsRequest request) {
        this.request = request;
        this.text = request.enableRegex() ? expression(request.searchText()) : _ -> true;
    }

    LogFilter filter() {
        var search = request.searchText();
        return new LogFilter(
                levels(),
                request.enableRegex() || search.isEmpty() ? Optional.empty() : Optional.of(search),
                Set.copyOf(request.rankIds()),
                sources(),
                new LogFilter.Window(
                        Optional.ofNullable(request.timestampAfter()),
                        Optional.ofNullable(request.timestampBefore())),
                page());
    }

    /** A limit counts lines that fit, so that lines checked here cannot be limited before. */
    private LogFilter.Page page() {
        var order =
                request.orderBy() == OrderBy.ORDER_BY_DESC
                        ? LogFilter.Order.NEWEST_FIRST
                        : LogFilter.Order.OLDEST_FIRST;
        return new LogFilter.Page(order, 0, checksLines() ? 0 : request.limit());
    }

    private boolean checksLines() {
        return request.enableRegex() || !request.allocationIds().isEmpty();
    }

    /** How many lines at most come out. */
    long most() {
        return request.limit() <= 0 ? Long.MAX_VALUE : request.limit();
    }

    /** Whether it asks for containers, agents or sources that no line has. */
    boolean matchesNothing() {
        var foreign =
                !request.containerIds().isEmpty()
                        || !(request.agentIds().isEmpty()
                                || request.agentIds().contains(LogView.NODE));
        var wanted = !request.stdtypes().isEmpty() || !request.sources().isEmpty();
        return foreign || (wanted && sources().isEmpty());
    }

    boolean fits(LogEntry entry) {
        return text.test(entry.line().text())
                && (request.allocationIds().isEmpty()
                        || entry.allocation()
                                .filter(one -> request.allocationIds().contains(one.value()))
                                .isPresent());
    }

    private Set<ai.resolute.master.log.LogLevel> levels() {
        return request.levels().stream()
                .map(LogLevel::name)
                .flatMap(name -> Levels.of(name).stream())
                .collect(Collectors.toSet());
    }

    private Set<LogSource> sources() {
        var wanted = EnumSet.allOf(LogSource.class);
        wanted.removeIf(one ->
                !allows(request.stdtypes(), LogView.stdtype(one))
                        || !allows(request.sources(), Optional.of(LogView.source(one))));
        return wanted.size() == LogSource.values().length ? Set.of() : wanted;
    }

    private static boolean allows(List<String> wanted, Optional<String> name) {
        return wanted.isEmpty() || name.filter(wanted::contains).isPresent();
    }

    private static Predicate<String> expression(String text) {
        try {
            return Pattern.compile(text).asPredicate();
        } catch (PatternSyntaxException fault) {
            throw new InvalidRequest(
                    "bad_expression",
                    "searchText: \"%s\" is not a regular expression: %s"
                            .formatted(text, fault.getDescription()));
        }
    }
}
