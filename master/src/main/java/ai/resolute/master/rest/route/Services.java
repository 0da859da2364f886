package ai.resolute.master.rest.route;

import ai.resolute.master.allocation.Allocations;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.experiment.Experiments;
import ai.resolute.master.experiment.Leaders;
import ai.resolute.master.log.Logs;
import ai.resolute.master.metrics.Metrics;
import ai.resolute.master.trial.Reports;
import ai.resolute.master.trial.Trials;
import ai.resolute.master.user.Sessions;
import ai.resolute.master.user.Users;

/** Everything that routes may use. */
public record Services(
        Cluster cluster, Accounts accounts, Work work, Findings findings) {
    /** Who may ask. */
    public record Accounts(Users users, Sessions sessions) {}

    /** What is done. */
    public record Work(
            Experiments experiments, Trials trials, Allocations allocations, Reports reports) {}

    /** What comes of it. */
    public record Findings(
            Metrics metrics, Checkpoints checkpoints, Logs logs, Leaders leaders) {}
}
