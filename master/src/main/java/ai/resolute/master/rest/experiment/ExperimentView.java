package ai.resolute.master.rest.experiment;

import ai.resolute.api.ExperimentMessages.Experiment;
import ai.resolute.api.ExperimentMessages.Plan;
import ai.resolute.master.experiment.ExperimentState;
import ai.resolute.master.experiment.ExperimentState.Ended;
import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.experiment.submission.SearchPlan;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.id.Unmanaged;
import ai.resolute.master.rest.route.Cluster;
import ai.resolute.master.rest.route.LiveView;
import ai.resolute.master.rest.route.Places;
import ai.resolute.master.rest.route.Services;
import ai.resolute.master.rest.route.States;
import ai.resolute.master.rest.route.Trees;
import ai.resolute.master.user.User;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps experiments to messages. */
public final class ExperimentView {
    private final Services services;
    private final LiveView live;

    ExperimentView(Services services) {
        this.services = services;
        this.live = LiveView.of(services);
    }

    /** As an answer about this one: quoted searcher type, trial numbers, no display name. */
    Experiment single(ai.resolute.master.experiment.Experiment experiment) {
        var trials =
                services.work().trials().lists().numbers(experiment.id()).stream()
                        .map(TrialId::value)
                        .toList();
        var type = "\"" + experiment.origin().config().searcher().type() + "\"";
        return message(experiment, new Form(type, trials, ""));
    }

    /** As an element of a list. */
    Experiment listed(ai.resolute.master.experiment.Experiment experiment) {
        var owner = owner(experiment);
        var name = owner.displayName().isEmpty() ? owner.username() : owner.displayName();
        return message(
                experiment,
                new Form(experiment.origin().config().searcher().type(), List.of(), name));
    }

    /** Of an unmanaged experiment there is none: who runs it says what trials it has. */
    Optional<Plan> plan(ai.resolute.master.experiment.Experiment experiment) {
        var slots = services.cluster().slots().get().size();
        return experiment.unmanaged()
                ? Optional.empty()
                : Optional.of(plan(SearchPlan.of(experiment.origin().config(), slots)));
    }

    static Plan plan(SearchPlan plan) {
        return new Plan(plan.trials(), plan.concurrent(), plan.slots());
    }

    private record Form(String searcherType, List<Integer> trialIds, String displayName) {}

    private Experiment message(ai.resolute.master.experiment.Experiment experiment, Form form) {
        var config = experiment.origin().config();
        var tree = config.tree().root();
        var owner = owner(experiment);
        var best = services.findings().leaders().best(experiment);
        var stored = services.findings().checkpoints().total(experiment.id());
        var waits = waitReason(experiment);
        var failure = failure(experiment);
        var started = experiment.origin().createdAt();
        return new Experiment(
                experiment.id().value(),
                config.name(),
                config.description(),
                labels(tree),
                started,
                endOf(experiment).orElse(null),
                States.of(services, experiment, live),
                experiment.archived(),
                experiment.trials(),
                form.trialIds(),
                form.displayName(),
                owner.id().value(),
                owner.username(),
                Cluster.POOL,
                form.searcherType(),
                config.searcher().metric(),
                hyperparameters(tree),
                experiment.origin().notes(),
                jobId(experiment),
                experiment.origin().parent().map(ExperimentId::value).orElse(null),
                services.work().experiments().progress(experiment),
                Places.ONLY,
                Places.NAME,
                Places.ONLY,
                Places.NAME,
                false,
                tree,
                experiment.origin().configText(),
                1,
                stored.checkpoints(),
                stored.bytes(),
                best.map(found -> found.trial().value()),
                best.map(found -> found.value()),
                Optional.of(seconds(started, endOf(experiment))),
                experiment.unmanaged(),
                experiment.origin().unmanaged().flatMap(Unmanaged::externalId),
                Optional.empty(),
                waits,
                failure,
                failure.or(() -> waits),
                plan(experiment));
    }

    /** Why nothing of it runs, when something could. */
    private Optional<String> waitReason(ai.resolute.master.experiment.Experiment experiment) {
        var mine = live.of(experiment.id());
        return mine.stream().anyMatch(ai.resolute.master.allocation.Allocation::holds)
                ? Optional.empty()
                : mine.stream()
                        .flatMap(waiting ->
                                services.work().allocations().reason(waiting.id()).stream())
                        .map(reason -> reason.text())
                        .findFirst();
    }

    private static Optional<String> failure(ai.resolute.master.experiment.Experiment experiment) {
        return experiment.state() instanceof ExperimentState.DeleteFailed(_, var unremoved)
                ? Optional.of(unremoved)
                : experiment
                        .ended()
                        .filter(end -> end.outcome() == Outcome.ERRORED)
                        .map(Ended::reason);
    }

    private User owner(ai.resolute.master.experiment.Experiment experiment) {
        return services.accounts().users().get(experiment.origin().owner());
    }

    private static Optional<Instant> endOf(ai.resolute.master.experiment.Experiment experiment) {
        return experiment.ended().map(Ended::at);
    }

    private static int seconds(Instant from, Optional<Instant> to) {
        return (int) Duration.between(from, to.orElseGet(Instant::now)).toSeconds();
    }

    public static String jobId(ai.resolute.master.experiment.Experiment experiment) {
        return "experiment-" + experiment.id();
    }

    static List<String> labels(Map<String, @Nullable Object> tree) {
        return tree.get("labels") instanceof List<?> labels
                ? labels.stream()
                        .flatMap(label -> Stream.ofNullable(label))
                        .map(Object::toString)
                        .toList()
                : List.of();
    }

    private static Map<String, @Nullable Object> hyperparameters(
            Map<String, @Nullable Object> tree) {
        return tree.get("hyperparameters") instanceof Map<?, ?> map ? Trees.named(map) : Map.of();
    }
}
