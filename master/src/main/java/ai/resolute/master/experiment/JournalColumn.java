package ai.resolute.master.experiment;

import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.method.SearchStates;
import ai.resolute.master.store.RecordColumn;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The journal of a search as a TEXT column. */
final class JournalColumn {
    private JournalColumn() {}

    private record Saved(
            Map<String, Object> search,
            SearchRandom.Position position,
            List<RequestId> open,
            List<RequestId> stopping,
            Tally tally,
            boolean over) {}

    static String write(Journal journal) {
        return RecordColumn.write(
                Saved.class,
                new Saved(
                        SearchStates.encode(journal.search()),
                        journal.position(),
                        List.copyOf(journal.open()),
                        List.copyOf(journal.stopping()),
                        journal.tally(),
                        journal.over()));
    }

    static Journal read(String text) {
        var saved = RecordColumn.read(Saved.class, text);
        return new Journal(
                SearchStates.decode(saved.search()),
                saved.position(),
                new LinkedHashSet<>(saved.open()),
                new LinkedHashSet<>(saved.stopping()),
                saved.tally(),
                saved.over());
    }
}
