package ai.resolute.master.trial.report;

import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.column.Times;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The table {@code log_matches}. */
final class LogMatchStore {
    /** Answers whether that is news for this run. */
    boolean save(Handle handle, TrialId trial, int run, LogPolicies.Match match, Instant now) {
        return handle.createUpdate(
                                """
                                INSERT INTO log_matches
                                    (trial_id, run, policy, node, line, matched_at)
                                VALUES (:trial, :run, :policy, :node, :line, :at)
                                ON CONFLICT (trial_id, run, policy) DO NOTHING
                                """)
                        .bind("trial", trial.value())
                        .bind("run", run)
                        .bind("policy", match.policy().title())
                        .bind(
                                "node",
                                match.left().isEmpty() ? null : String.join(" ", match.left()))
                        .bind("line", match.line())
                        .bind("at", Times.micros(now))
                        .execute()
                > 0;
    }

    /** The policies that a trial's lines matched, oldest first. */
    List<String> policies(Handle handle, TrialId trial) {
        return handle.createQuery(
                        """
                        SELECT policy FROM log_matches WHERE trial_id = :id
                        GROUP BY policy ORDER BY MIN(matched_at)
                        """)
                .bind("id", trial.value())
                .mapTo(String.class)
                .list();
    }

    /** The nodes that its policies exclude. */
    List<String> excluded(Handle handle, TrialId trial) {
        return handle
                .createQuery(
                        """
                        SELECT DISTINCT node FROM log_matches
                        WHERE trial_id = :id AND node IS NOT NULL
                        """)
                .bind("id", trial.value())
                .mapTo(String.class)
                .list()
                .stream()
                .flatMap(nodes -> Arrays.stream(nodes.split(" ")))
                .distinct()
                .sorted()
                .toList();
    }
}
