package ai.resolute.master.local;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.DomainException;
import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.config.Length;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchEvent.ExitReason;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import ai.resolute.master.search.method.SearchMethods;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One search, from its configuration to its end. */
final class SearchDialog {
    private @Nullable Search search;

    /** A search that has begun. */
    private static final class Search {
        final SearchMethod method;
        final SearchRandom random;
        SearchState state;

        Search(ExperimentConfig config) {
            method = SearchMethods.of(config.searcher(), config.hyperparameters());
            random = SearchRandom.seeded(config.trial().seed());
            state = method.initial();
        }

        List<SearchAction> tell(SearchEvent event) {
            var step = method.on(state, event, random);
            state = step.state();
            return step.actions();
        }
    }

    /** What the search does about what it is told; {@code error} when that is wrong. */
    Map<String, @Nullable Object> answer(Map<String, @Nullable Object> told) {
        try {
            return "begin".equals(told.get("tell")) ? begin(told) : next(told);
        } catch (DomainException wrong) {
            return Map.of("error", String.valueOf(wrong.getMessage()));
        }
    }

    private Map<String, @Nullable Object> begin(Map<String, @Nullable Object> told) {
        var seed = ((Number) field(told, "seed")).longValue();
        var root = Path.of((String) field(told, "checkpoints"));
        var defaults = new ConfigDefaults(root, 1, seed, (String) field(told, "name"));
        var config = ExperimentConfigs.parse((String) field(told, "config"), defaults);
        search = new Search(config);
        var answer = new LinkedHashMap<String, @Nullable Object>();
        answer.put("config", config.tree().root());
        answer.put("name", config.name());
        answer.put("trials", search.method.outline().trials());
        answer.put("max_restarts", config.trial().maxRestarts());
        answer.put("environment", config.trial().environment());
        answer.putAll(actions(search.tell(new SearchEvent.Started())));
        return answer;
    }

    private Map<String, @Nullable Object> next(Map<String, @Nullable Object> told) {
        if (search == null) {
            throw new IllegalStateException("told before it began: " + told);
        }
        return actions(search.tell(event(told)));
    }

    private static SearchEvent event(Map<String, @Nullable Object> told) {
        var trial = RequestId.parse((String) field(told, "trial"));
        return switch ((String) field(told, "tell")) {
            case "validated" -> new SearchEvent.Validated(trial, metrics(told));
            case "reached" -> new SearchEvent.Reached(trial, length(told), metrics(told));
            case "closed" -> new SearchEvent.Closed(trial);
            case "errored" -> new SearchEvent.ExitedEarly(trial, ExitReason.ERRORED);
            case "invalid" ->
                    new SearchEvent.ExitedEarly(trial, ExitReason.INVALID_HYPERPARAMETERS);
            default -> throw new IllegalStateException("not a word of this dialog: " + told);
        };
    }

    private static Map<String, Double> metrics(Map<String, @Nullable Object> told) {
        var metrics = new LinkedHashMap<String, Double>();
        ((Map<?, ?>) field(told, "metrics"))
                .forEach((name, value) ->
                        metrics.put((String) name, ((Number) value).doubleValue()));
        return metrics;
    }

    private static Length length(Map<String, @Nullable Object> told) {
        var unit = Length.Unit.valueOf(((String) field(told, "unit")).toUpperCase(Locale.ROOT));
        return new Length(unit, ((Number) field(told, "count")).longValue());
    }

    private static Map<String, @Nullable Object> actions(List<SearchAction> actions) {
        return Map.of("actions", actions.stream().map(SearchDialog::action).toList());
    }

    private static Map<String, @Nullable Object> action(SearchAction action) {
        var said = new LinkedHashMap<String, @Nullable Object>();
        switch (action) {
            case SearchAction.Create(var trial, var seed, var point, var source) -> {
                said.put("do", "create");
                said.put("trial", trial.toString());
                said.put("seed", seed);
                said.put("hparams", point);
                source.ifPresent(from -> said.put("source", from.trial().toString()));
            }
            case SearchAction.Train(var trial, var to) -> {
                said.put("do", "train");
                said.put("trial", trial.toString());
                said.put("unit", to.unit().word());
                said.put("count", to.count());
            }
            case SearchAction.Close(var trial) -> {
                said.put("do", "close");
                said.put("trial", trial.toString());
            }
            case SearchAction.Fail(var why) -> {
                said.put("do", "fail");
                said.put("why", why);
            }
            case SearchAction.Stop(var trial) -> {
                said.put("do", "stop");
                said.put("trial", trial.toString());
            }
            case SearchAction.Shutdown(var failed) -> {
                said.put("do", "shutdown");
                said.put("failed", failed);
            }
        }
        return said;
    }

    private static Object field(Map<String, @Nullable Object> told, String name) {
        var value = told.get(name);
        if (value == null) {
            throw new IllegalStateException("'" + name + "' is missing: " + told);
        }
        return value;
    }
}
