package ai.resolute.master.schedule;

import ai.resolute.master.schedule.Snapshot.Ask;
import java.util.Comparator;
import java.util.Set;

/**
 * Asks are served in their order; nothing is pre-empted. An ask gets all its slots or none, from
 * any nodes. One that could start once enough slots are free holds back all later ones, so that
 * none waits for ever; one that waits for its own group's limit holds back only its group; one that
 * can never start holds back nothing.
 */
public final class FirstInFirstOut implements Scheduler {
    private static final Comparator<Ask> ORDER =
            Comparator.comparingLong(Ask::order).thenComparing(ask -> ask.allocation().value());

    @Override
    public Plan plan(Snapshot snapshot) {
        var round = new Round(snapshot);
        snapshot.waiting().stream().sorted(ORDER).forEach(round::consider);
        return new Plan(round.starts, Set.of(), round.waits);
    }
}
