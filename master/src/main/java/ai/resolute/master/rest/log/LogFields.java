package ai.resolute.master.rest.log;

import ai.resolute.api.LogMessages.Fields;
import ai.resolute.master.log.LogEntry;
import java.util.List;
import java.util.TreeSet;

/** Collects the values that occur in log lines. */
final class LogFields {
    private final TreeSet<Integer> ranks = new TreeSet<>();
    private final TreeSet<String> stdtypes = new TreeSet<>();
    private final TreeSet<String> sources = new TreeSet<>();

    void add(List<LogEntry> entries) {
        for (var entry : entries) {
            entry.line().rank().ifPresent(ranks::add);
            LogView.stdtype(entry.line().source()).ifPresent(stdtypes::add);
            sources.add(LogView.source(entry.line().source()));
        }
    }

    Fields message() {
        return new Fields(
                List.of(LogView.NODE),
                List.of(),
                List.copyOf(ranks),
                List.copyOf(stdtypes),
                List.copyOf(sources));
    }
}
