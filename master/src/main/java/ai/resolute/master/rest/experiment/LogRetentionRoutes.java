package ai.resolute.master.rest.experiment;

import static ai.resolute.master.rest.table.Permission.ADMIN;
import static ai.resolute.master.rest.table.Permission.PERSON;

import ai.resolute.api.LogMessages.CleanupLogsResponse;
import ai.resolute.api.LogMessages.RetainExperimentLogs;
import ai.resolute.api.LogMessages.RetainTrialLogs;
import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.master.experiment.retention.LogRetention;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import java.util.List;

/** How long the logs of trials stay. */
public final class LogRetentionRoutes {
    private final Services services;

    public LogRetentionRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of(
                                "PUT",
                                "/api/v1/experiments/{experimentId}/retain_logs",
                                PERSON,
                                "Say how long the logs of its trials stay")
                        .answer(RetainExperimentLogs.class, Nothing.class, this::ofExperiment),
                Route.of(
                                "PUT",
                                "/api/v1/trials/{trialId}/retain_logs",
                                PERSON,
                                "Say how long its log stays")
                        .answer(RetainTrialLogs.class, Nothing.class, this::ofTrial),
                Route.of(
                                "POST",
                                "/api/v1/cleanup_logs",
                                ADMIN,
                                "Remove now the lines that need not stay")
                        .answer(
                                Nothing.class,
                                CleanupLogsResponse.class,
                                _ -> new CleanupLogsResponse(retention().pass())));
    }

    private Nothing ofExperiment(Asked<RetainExperimentLogs> asked) {
        retention()
                .keep(new ExperimentId(asked.message().experimentId()), asked.message().numDays());
        return new Nothing();
    }

    private Nothing ofTrial(Asked<RetainTrialLogs> asked) {
        retention().keep(new TrialId(asked.message().trialId()), asked.message().numDays());
        return new Nothing();
    }

    private LogRetention retention() {
        return services.work().files().retention();
    }
}
