package ai.resolute.master.experiment;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.config.Yaml;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.space.Draw;
import ai.resolute.master.trial.Ending;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.TrialOrigin;
import ai.resolute.master.trial.TrialState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How an experiment that is over goes on. */
record Continuation(Experiment experiment, Optional<String> override) {
    private static final Set<String> SEARCHES = Set.of("single", "grid", "random");

    /** Whether its search has trials that could go on. */
    static boolean fits(Experiment experiment) {
        var type = type(experiment.origin());
        var unfinished = experiment.journal().tally().unfinished();
        return !experiment.unmanaged()
                && SEARCHES.contains(type)
                && (type.equals("single") || unfinished);
    }

    void requirePossible() {
        if (experiment.unmanaged()) {
            throw refused(
                    "experiment %s is unmanaged: it goes on when the scripts of its trials are started again."
                            .formatted(experiment.id()));
        }
        if (experiment.archived() || !(experiment.state() instanceof ExperimentState.Ended)) {
            throw refused(Experiments.cannot(experiment, "be continued"));
        }
        var type = type(experiment.origin());
        if (!SEARCHES.contains(type)) {
            throw refused(
                    "only single, grid and random searches can be continued, and experiment %s is of type %s: its method has taken its decisions. Begin another one with its weights (searcher.source_trial_id)."
                            .formatted(experiment.id(), type));
        }
        if (override.isPresent() && !type.equals("single")) {
            throw refused(
                    "override config is provided and experiment is not single searcher, got '%s' instead"
                            .formatted(type));
        }
    }

    /** With the override laid over. */
    ExperimentOrigin origin(ConfigDefaults defaults) {
        var before = experiment.origin();
        if (override.isEmpty()) {
            return before;
        }
        var config =
                ExperimentConfigs.parse(
                        override.orElseThrow(), before.config().tree().toJson(), defaults);
        var after = before.with(config, before.notes());
        if (!type(after).equals("single")) {
            throw refused(
                    "override config must have single searcher type got '%s' instead"
                            .formatted(type(after)));
        }
        return after;
    }

    /** Those that did not end as they should; of a single search the one there is. */
    List<Trial> choose(List<Trial> trials) {
        var single = type(experiment.origin()).equals("single");
        var chosen =
                trials.stream()
                        .filter(trial ->
                                trial.state() instanceof TrialState.Ended(var ending, _)
                                        && (single || unfinished(ending)))
                        .toList();
        if (chosen.isEmpty()) {
            throw refused(
                    "experiment %s has no trial to continue: all ended as they should."
                            .formatted(experiment.id()));
        }
        return chosen;
    }

    private static boolean unfinished(Ending ending) {
        return switch (ending.outcome()) {
            case ERRORED, CANCELED -> true;
            case COMPLETED, STOPPED_EARLY, INVALID_HYPERPARAMETERS -> false;
        };
    }

    /** A trial by the new configuration; of hyperparameters only those change that were given. */
    TrialOrigin origin(Trial trial, ExperimentOrigin next) {
        var before = trial.origin();
        var given = given();
        var values = new LinkedHashMap<String, @Nullable Object>(before.hyperparameters());
        if (!given.isEmpty()) {
            Draw.from(next.config().hyperparameters(), SearchRandom.seeded(before.seed()))
                    .forEach((name, value) -> {
                        if (given.contains(name)) {
                            values.put(name, value);
                        }
                    });
        }
        return new TrialOrigin(
                before.experiment(),
                before.request(),
                before.seed(),
                next.config().trial().maxRestarts(),
                values,
                before.warmStart());
    }

    private Set<String> given() {
        return override.map(Yaml::parse).orElse(null) instanceof Map<?, ?> keys
                        && keys.get("hyperparameters") instanceof Map<?, ?> space
                ? Set.copyOf(space.keySet().stream().map(String::valueOf).toList())
                : Set.of();
    }

    static Map<RequestId, Ending> endings(List<Trial> trials) {
        var endings = new LinkedHashMap<RequestId, Ending>();
        for (var trial : trials) {
            if (trial.state() instanceof TrialState.Ended(var ending, _)) {
                endings.put(trial.origin().request(), ending);
            }
        }
        return endings;
    }

    private static String type(ExperimentOrigin origin) {
        return origin.config().searcher().type();
    }

    private static InvalidRequest refused(String why) {
        return new InvalidRequest("cannot_continue", why);
    }
}
