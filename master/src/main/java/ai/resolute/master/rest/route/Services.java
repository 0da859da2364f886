package ai.resolute.master.rest.route;

import ai.resolute.master.allocation.Allocations;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.checkpoint.file.Removals;
import ai.resolute.master.checkpoint.file.StorageWorker;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.experiment.Experiments;
import ai.resolute.master.experiment.collection.Collector;
import ai.resolute.master.experiment.ranking.Leaders;
import ai.resolute.master.experiment.removal.EventFiles;
import ai.resolute.master.experiment.retention.LogRetention;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TaskId;
import ai.resolute.master.log.Logs;
import ai.resolute.master.log.MasterLog;
import ai.resolute.master.metrics.Metrics;
import ai.resolute.master.registry.Models;
import ai.resolute.master.template.Templates;
import ai.resolute.master.trial.Reports;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.Trials;
import ai.resolute.master.user.Sessions;
import ai.resolute.master.user.Users;
import ai.resolute.master.why.Why;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Optional;

/**
 * Everything that routes may use.
 *
 * @param flush returns when what was saved before it is safe from a power cut
 */
public record Services(
        Cluster cluster,
        Accounts accounts,
        Work work,
        Findings findings,
        Runnable flush,
        PrometheusMeterRegistry meters) {

    /** With a registry of meters of its own. */
    public Services(
            Cluster cluster, Accounts accounts, Work work, Findings findings, Runnable flush) {
        this(
                cluster,
                accounts,
                work,
                findings,
                flush,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    /** Who may ask. */
    public record Accounts(Users users, Sessions sessions) {}

    /** What is done. */
    public record Work(
            Experiments experiments,
            Trials trials,
            Allocations allocations,
            Reports reports,
            Files files,
            Templates templates) {
        /** The trial that is this task. */
        public Trial trialOf(TaskId task) {
            return trials.find(task)
                    .orElseThrow(
                            () -> new NotFound("task_not_found", "task '" + task + "' not found"));
        }
    }

    /** The files of checkpoints, of TensorBoard, and the logs of trials. */
    public record Files(
            Collector collector,
            Removals removals,
            StorageWorker storages,
            EventFiles events,
            LogRetention retention) {}

    /** What comes of it. */
    public record Findings(
            Metrics metrics,
            Checkpoints checkpoints,
            Logs logs,
            Leaders leaders,
            Why why,
            Models models,
            MasterLog masterLog) {
        /** The experiment of a checkpoint, if there is such a checkpoint. */
        public Optional<ExperimentId> experimentOf(String checkpoint) {
            return checkpoints
                    .find(checkpointId(checkpoint))
                    .map(found -> found.origin().experiment());
        }

        /** Reads the UUID of a checkpoint. */
        public static CheckpointId checkpointId(String uuid) {
            try {
                return CheckpointId.parse(uuid);
            } catch (IllegalArgumentException malformed) {
                throw new InvalidRequest(
                        "bad_uuid", "\"%s\" is not the UUID of a checkpoint".formatted(uuid));
            }
        }
    }
}
