package ai.resolute.master.rest;

import ai.resolute.master.rest.checkpoint.CheckpointRoutes;
import ai.resolute.master.rest.checkpoint.RetentionRoutes;
import ai.resolute.master.rest.cluster.ClusterRoutes;
import ai.resolute.master.rest.cluster.MasterRoutes;
import ai.resolute.master.rest.cluster.MeterRoutes;
import ai.resolute.master.rest.cluster.SlotRoutes;
import ai.resolute.master.rest.experiment.BulkRoutes;
import ai.resolute.master.rest.experiment.ChangeRoutes;
import ai.resolute.master.rest.experiment.ExperimentRoutes;
import ai.resolute.master.rest.experiment.LogRetentionRoutes;
import ai.resolute.master.rest.experiment.SearchRoutes;
import ai.resolute.master.rest.log.LogRoutes;
import ai.resolute.master.rest.metrics.MetricRoutes;
import ai.resolute.master.rest.metrics.OffspringRoutes;
import ai.resolute.master.rest.openapi.OpenApiRoutes;
import ai.resolute.master.rest.project.ProjectRoutes;
import ai.resolute.master.rest.registry.ModelRoutes;
import ai.resolute.master.rest.registry.VersionRoutes;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.rest.task.MeetingRoutes;
import ai.resolute.master.rest.task.ResourceRoutes;
import ai.resolute.master.rest.task.TaskRoutes;
import ai.resolute.master.rest.task.WorkerRoutes;
import ai.resolute.master.rest.template.TemplateRoutes;
import ai.resolute.master.rest.trial.AlertRoutes;
import ai.resolute.master.rest.trial.NoteRoutes;
import ai.resolute.master.rest.trial.RunRoutes;
import ai.resolute.master.rest.trial.TrialRoutes;
import ai.resolute.master.rest.trial.UnmanagedRoutes;
import ai.resolute.master.rest.user.AccountRoutes;
import ai.resolute.master.rest.user.UserRoutes;
import ai.resolute.master.rest.why.WhyRoutes;
import java.util.ArrayList;
import java.util.List;

/** The whole route table. Where two paths fit, the earlier one is taken. */
public final class Routes {
    private Routes() {}

    /** All routes over these services. */
    public static List<Route<?, ?>> table(Services services) {
        var table = new ArrayList<Route<?, ?>>();
        table.addAll(new MasterRoutes(services).table());
        table.addAll(new AccountRoutes(services).table());
        table.addAll(new UserRoutes(services).table());
        table.addAll(new ExperimentRoutes(services).table());
        table.addAll(new ChangeRoutes(services).table());
        table.addAll(new LogRetentionRoutes(services).table());
        table.addAll(new BulkRoutes(services).table());
        table.addAll(new ProjectRoutes(services).table());
        table.addAll(new TemplateRoutes(services).table());
        table.addAll(new SearchRoutes(services).table());
        var metrics = new MetricRoutes(services);
        table.addAll(metrics.table());
        table.addAll(new OffspringRoutes(services, metrics).table());
        table.addAll(new UnmanagedRoutes(services).table());
        table.addAll(new TrialRoutes(services).table());
        table.addAll(new RunRoutes(services).table());
        table.addAll(new NoteRoutes(services).table());
        table.addAll(new AlertRoutes(services).table());
        table.addAll(new CheckpointRoutes(services).table());
        table.addAll(new RetentionRoutes(services).table());
        table.addAll(new ModelRoutes(services).table());
        table.addAll(new VersionRoutes(services).table());
        table.addAll(new LogRoutes(services).table());
        table.addAll(new TaskRoutes(services).table());
        table.addAll(new WorkerRoutes(services).table());
        table.addAll(new MeetingRoutes(services).table());
        table.addAll(new ResourceRoutes(services).table());
        table.addAll(new ClusterRoutes(services).table());
        table.addAll(new SlotRoutes(services).table());
        table.addAll(new MeterRoutes(services).table());
        table.addAll(new WhyRoutes(services).table());
        return OpenApiRoutes.with(table, services.cluster().version());
    }
}
