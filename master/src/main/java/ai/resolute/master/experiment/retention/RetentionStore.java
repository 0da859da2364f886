package ai.resolute.master.experiment.retention;

import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The tables {@code log_retentions} and {@code log_removals}. */
final class RetentionStore {
    /** Stands for all trials of an experiment. */
    static final TrialId ALL = new TrialId(0);

    void save(Handle handle, ExperimentId experiment, TrialId trial, int days) {
        handle.createUpdate(
                        """
                        INSERT INTO log_retentions (experiment_id, trial_id, days)
                        VALUES (:experiment, :trial, :days)
                        ON CONFLICT (experiment_id, trial_id) DO UPDATE SET days = excluded.days
                        """)
                .bind("experiment", experiment.value())
                .bind("trial", trial.value())
                .bind("days", days)
                .execute();
    }

    /** What people said of an experiment, by trial. */
    Map<TrialId, Integer> days(Handle handle, ExperimentId experiment) {
        var days = new HashMap<TrialId, Integer>();
        handle.createQuery(
                        "SELECT trial_id, days FROM log_retentions WHERE experiment_id = :experiment")
                .bind("experiment", experiment.value())
                .map((row, _) -> Map.entry(new TrialId(row.getInt("trial_id")), row.getInt("days")))
                .forEach(said -> days.put(said.getKey(), said.getValue()));
        return days;
    }

    /** The lines of a trial that ended then are gone. */
    void removed(Handle handle, ExperimentId experiment, TrialId trial, long ended) {
        handle.createUpdate(
                        """
                        INSERT INTO log_removals (experiment_id, trial_id, ended_at)
                        VALUES (:experiment, :trial, :ended)
                        ON CONFLICT (experiment_id, trial_id) DO UPDATE SET ended_at = excluded.ended_at
                        """)
                .bind("experiment", experiment.value())
                .bind("trial", trial.value())
                .bind("ended", ended)
                .execute();
    }

    /** When the trials had ended whose lines are gone. */
    Map<TrialId, Long> removed(Handle handle, ExperimentId experiment) {
        var removed = new HashMap<TrialId, Long>();
        handle.createQuery(
                        "SELECT trial_id, ended_at FROM log_removals WHERE experiment_id = :experiment")
                .bind("experiment", experiment.value())
                .map((row, _) ->
                        Map.entry(new TrialId(row.getInt("trial_id")), row.getLong("ended_at")))
                .forEach(gone -> removed.put(gone.getKey(), gone.getValue()));
        return removed;
    }

    void delete(Handle handle, ExperimentId experiment) {
        for (var table : List.of("log_retentions", "log_removals")) {
            handle.createUpdate("DELETE FROM " + table + " WHERE experiment_id = :experiment")
                    .bind("experiment", experiment.value())
                    .execute();
        }
    }
}
