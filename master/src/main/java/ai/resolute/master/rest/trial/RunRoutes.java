package ai.resolute.master.rest.trial;

import static ai.resolute.master.rest.table.Permission.SIGNED_IN;

import ai.resolute.api.RunMessages.Run;
import ai.resolute.api.RunMessages.RunExperiment;
import ai.resolute.api.RunMessages.RunsRequest;
import ai.resolute.api.RunMessages.RunsResponse;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.Paging;
import ai.resolute.master.rest.route.Places;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.listing.TrialQuery.Direction;
import java.util.HashMap;
import java.util.List;

/** Trials of all experiments in one flat list. */
public final class RunRoutes {
    private final Services services;

    public RunRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of("POST", "/api/v1/runs", SIGNED_IN, "Trials of all experiments")
                        .answer(RunsRequest.class, RunsResponse.class, this::list));
    }

    private record Found(Experiment experiment, Trial trial) {}

    private RunsResponse list(Asked<RunsRequest> asked) {
        var request = asked.message();
        var lists = services.work().trials().lists();
        var page = Paging.bounds(lists.countShown(), request.offset(), request.limit());
        var experiments = new HashMap<ExperimentId, Experiment>();
        var views = new HashMap<ExperimentId, TrialView>();
        var runs =
                lists
                        .listShown(
                                request.sort().equals("id=desc")
                                        ? Direction.DESCENDING
                                        : Direction.ASCENDING,
                                page.startIndex(),
                                page.endIndex() - page.startIndex())
                        .stream()
                        .map(services.work().trials()::get)
                        .map(trial -> {
                            var experiment =
                                    experiments.computeIfAbsent(
                                            trial.origin().experiment(),
                                            services.work().experiments()::get);
                            return run(
                                    new Found(experiment, trial),
                                    views.computeIfAbsent(experiment.id(), _ -> view(experiment)));
                        })
                        .toList();
        return new RunsResponse(runs, page);
    }

    private TrialView view(Experiment experiment) {
        return new TrialView(services, experiment.origin().config().searcher());
    }

    private Run run(Found found, TrialView view) {
        var trial = view.message(found.trial());
        return new Run(
                trial.id(),
                trial.startTime(),
                trial.endTime(),
                trial.state(),
                List.of(),
                trial.totalCheckpointSize(),
                trial.checkpointCount(),
                trial.searcherMetricValue(),
                trial.hparams(),
                trial.summaryMetrics(),
                found.experiment().origin().owner().value(),
                (int) trial.wallClockTime(),
                Places.ONLY,
                Places.NAME,
                Places.ONLY,
                Places.NAME,
                found.experiment().archived(),
                found.experiment().archived(),
                experiment(found.experiment()),
                trial.waitReason(),
                trial.totalBatchesProcessed(),
                trial.stoppedEarly());
    }

    private RunExperiment experiment(Experiment experiment) {
        var config = experiment.origin().config();
        return new RunExperiment(
                experiment.id().value(),
                config.searcher().type(),
                config.searcher().metric(),
                Cluster.POOL,
                services.work().experiments().progress(experiment),
                config.description(),
                config.name(),
                experiment.unmanaged(),
                experiment.trials() > 1);
    }
}
