package ai.resolute.master.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SearchDialogTest {
    private static final String CONFIG =
            """
            {"searcher": {"name": "random", "metric": "loss", "max_trials": 3, "max_concurrent_trials": 1,
             "max_length": {"batches": 5}}, "reproducibility": {"experiment_seed": 999},
             "hyperparameters": {"activation": {"type": "categorical", "vals": ["relu", "tanh", "sigmoid"]},
             "dropout": {"type": "double", "minval": 0, "maxval": 0.5}, "global_batch_size": 32,
             "learning_rate": {"type": "log", "base": 10, "minval": -4, "maxval": -2}},
             "internal": {"native": {"command": ["train.py"]}}}
            """;

    private final SearchDialog dialog = new SearchDialog();

    @Test
    void drawsWhatTheMasterDrawsForTheSameSeed() {
        var first = actions(begin(CONFIG)).getFirst();
        assertThat(first.get("do")).isEqualTo("create");
        assertThat(first.get("trial")).isNotNull();
        // The first draws of seed 999, by the golden table of the search methods.
        assertThat(point(first))
                .containsEntry("activation", "relu")
                .containsEntry("dropout", 0.07549432861626998)
                .containsEntry("learning_rate", 0.009811549314152108);
    }

    @Test
    void goesOnUntilEveryTrialHasEndedAndThenShutsDown() {
        var doing = new ArrayList<Object>();
        var actions = actions(begin(CONFIG));
        for (var end : List.of("closed", "errored", "closed")) {
            actions.forEach(action -> doing.add(action.get("do")));
            var trial = actions.getFirst().get("trial");
            assertThat(actions(tell("validated", trial))).isEmpty();
            actions = actions(tell(end, trial));
        }
        assertThat(doing).containsExactly("create", "create", "create");
        assertThat(actions).containsExactly(Map.of("do", "shutdown", "failed", false));
    }

    @Test
    void saysEverythingThatIsWrongWithAConfiguration() {
        var answer = begin("{\"searcher\": {\"name\": \"randon\"}, \"hyperparameter\": {}}");
        assertThat((String) answer.get("error"))
                .contains("searcher.name")
                .contains("hyperparameter");
    }

    private Map<String, @Nullable Object> begin(String config) {
        return dialog.answer(
                Map.of(
                        "tell", "begin",
                        "config", config,
                        "checkpoints", "/checkpoints",
                        "seed", 1,
                        "name", "train"));
    }

    private Map<String, @Nullable Object> tell(String what, @Nullable Object trial) {
        var told = new HashMap<String, @Nullable Object>();
        told.put("tell", what);
        told.put("trial", trial);
        told.put("metrics", Map.of("loss", 0.5));
        return dialog.answer(told);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, @Nullable Object>> actions(
            Map<String, @Nullable Object> answer) {
        return (List<Map<String, @Nullable Object>>) answer.get("actions");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> point(Map<String, @Nullable Object> create) {
        return (Map<String, @Nullable Object>) create.get("hparams");
    }
}
