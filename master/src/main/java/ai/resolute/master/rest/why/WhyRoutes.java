package ai.resolute.master.rest.why;

import static ai.resolute.master.rest.table.Permission.EXPERIMENT;

import ai.resolute.api.ExperimentMessages.ExperimentRequest;
import ai.resolute.api.TrialMessages.TrialRequest;
import ai.resolute.api.WhyMessages.Reason;
import ai.resolute.api.WhyMessages.WhyResponse;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.States;
import ai.resolute.master.rest.table.Asked;
import ai.resolute.master.rest.table.Route;
import ai.resolute.master.why.Explanation;
import java.util.List;

/** What something waits for, or what ended it. */
public final class WhyRoutes {
    private final Services services;

    public WhyRoutes(Services services) {
        this.services = services;
    }

    /** Its lines of the route table. */
    public List<Route<?, ?>> table() {
        return List.of(
                Route.of(
                                "GET",
                                "/api/v1/experiments/{experimentId}/why",
                                EXPERIMENT,
                                "What an experiment waits for, or what ended it")
                        .answer(ExperimentRequest.class, WhyResponse.class, this::experiment),
                Route.of(
                                "GET",
                                "/api/v1/trials/{trialId}/why",
                                EXPERIMENT,
                                "What a trial waits for, or what ended it")
                        .answer(TrialRequest.class, WhyResponse.class, this::trial));
    }

    private WhyResponse experiment(Asked<ExperimentRequest> asked) {
        var id = new ExperimentId(asked.message().experimentId());
        var explanation = services.findings().why().of(id);
        var experiment = services.work().experiments().get(id);
        return answer(
                "experiment " + id,
                States.of(services, experiment, LiveView.of(services)).name(),
                explanation);
    }

    private WhyResponse trial(Asked<TrialRequest> asked) {
        var id = new TrialId(asked.message().trialId());
        var explanation = services.findings().why().of(id);
        var trial = services.work().trials().get(id);
        var allocation = LiveView.of(services).of(trial.origin().task());
        return answer("trial " + id, States.of(trial, allocation).name(), explanation);
    }

    private static WhyResponse answer(String subject, String state, Explanation explanation) {
        return new WhyResponse(
                subject,
                state,
                explanation.summary(),
                explanation.reasons().stream()
                        .map(one -> new Reason(one.kind(), one.text(), one.since(), one.until()))
                        .toList());
    }
}
