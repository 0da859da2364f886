package ai.resolute.master.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.config.ExperimentConfigs;
import ai.resolute.master.config.Length;
import ai.resolute.master.experiment.ExperimentState.Active;
import ai.resolute.master.experiment.ExperimentState.Ended;
import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.experiment.ExperimentState.Paused;
import ai.resolute.master.experiment.ExperimentState.Stopping;
import ai.resolute.master.experiment.journal.Journal;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.method.SearchMethods;
import ai.resolute.master.trial.Ending;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.AggregateWith;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.aggregator.ArgumentsAggregator;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state with every event; the search is a single trial, which is open. */
final class ExperimentTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ExperimentConfig CONFIG =
            ExperimentConfigs.parse(
                    """
                    name: one
                    entrypoint: train.py
                    searcher: {name: single, metric: val_loss}
                    """,
                    new ConfigDefaults(Path.of("/tmp"), 2, 7, "name"));
    private static final SearchMethod METHOD =
            SearchMethods.of(CONFIG.searcher(), CONFIG.hyperparameters());
    private static final Experiment BEGUN = begun();
    private static final RequestId TRIAL = BEGUN.journal().open().iterator().next();

    @ParameterizedTest
    @CsvSource(
            useHeadersInDisplayName = true,
            textBlock =
                    """
                    state,             started, run,    pause,  cancel,            kill,            validated, progressed, reached, trained,   canceled,  errored
                    Active,            -,       -,      Paused, Stopping CANCELED, Stopping KILLED, -,         Active,     -,       COMPLETED, CANCELED,  ERRORED
                    Paused,            -,       Active, -,      Stopping CANCELED, Stopping KILLED, -,         Paused,     -,       COMPLETED, CANCELED,  ERRORED
                    Stopping CANCELED, -,       -,      -,      -,                 Stopping KILLED, -,         -,          -,       CANCELED,  CANCELED,  CANCELED
                    Stopping KILLED,   -,       -,      -,      -,                 -,               -,         -,          -,       KILLED,    KILLED,    KILLED
                    Ended,             -,       -,      -,      -,                 -,               -,         -,          -,       -,         -,         -
                    """)
    void everyPairHasItsAnswer(String state, @AggregateWith(Rest.class) List<String> answers) {
        var events = events();
        var before = in(state);
        var index = 0;
        for (var event : events.entrySet()) {
            var after = before.on(event.getValue(), METHOD, NOW).experiment();
            assertThat(words(before, after))
                    .as(state + " + " + event.getKey())
                    .isEqualTo(answers.get(index++));
        }
        assertThat(index).isEqualTo(answers.size());
    }

    @Test
    void theEndOfATrialIsToldOnce() {
        var ended = new ExperimentEvent.TrialEnded(TRIAL, Ending.CANCELED);
        var stopping = in("Stopping CANCELED").on(ended, METHOD, NOW).experiment();
        assertThat(stopping.on(ended, METHOD, NOW).experiment()).isSameAs(stopping);
        assertThat(stopping.journal().tally().canceled()).isEqualTo(1);
    }

    private static Map<String, ExperimentEvent> events() {
        var events = new LinkedHashMap<String, ExperimentEvent>();
        events.put("started", new ExperimentEvent.Started());
        events.put("run", new ExperimentEvent.RunAsked());
        events.put("pause", new ExperimentEvent.PauseAsked());
        events.put("cancel", new ExperimentEvent.CancelAsked());
        events.put("kill", new ExperimentEvent.KillAsked());
        events.put("validated", new ExperimentEvent.Validated(TRIAL, Map.of("val_loss", 0.5)));
        events.put("progressed", new ExperimentEvent.Progressed(TRIAL, 0.5));
        events.put(
                "reached",
                new ExperimentEvent.Reached(
                        TRIAL, new Length(Length.Unit.EPOCHS, 1), Map.of("val_loss", 0.5)));
        events.put("trained", new ExperimentEvent.TrialEnded(TRIAL, Ending.TRAINED));
        events.put("canceled", new ExperimentEvent.TrialEnded(TRIAL, Ending.CANCELED));
        events.put(
                "errored",
                new ExperimentEvent.TrialEnded(
                        TRIAL, new Ending(Ending.Outcome.ERRORED, "script_raised", "it raised")));
        return events;
    }

    private static Experiment begun() {
        var origin =
                new ExperimentOrigin(
                        new UserId(1), CONFIG, "", Optional.empty(), NOW, Optional.empty(), "");
        var journal = Journal.at(METHOD.initial(), SearchRandom.seeded(7));
        return new Experiment(new ExperimentId(1), origin, new Active(), journal, false, 0)
                .on(new ExperimentEvent.Started(), METHOD, NOW)
                .experiment();
    }

    private static Experiment in(String state) {
        var given =
                switch (state) {
                    case "Active" -> new Active();
                    case "Paused" -> new Paused();
                    case "Stopping CANCELED" -> new Stopping(Outcome.CANCELED);
                    case "Stopping KILLED" -> new Stopping(Outcome.KILLED);
                    default -> new Ended(Outcome.COMPLETED, "over", NOW);
                };
        return new Experiment(BEGUN.id(), BEGUN.origin(), given, BEGUN.journal(), false, 0);
    }

    /** The state that follows; a change of what the search remembers counts, too. */
    private static String words(Experiment before, Experiment after) {
        if (after.equals(before)) {
            return "-";
        }
        return switch (after.state()) {
            case Active _ -> "Active";
            case Paused _ -> "Paused";
            case Stopping(var outcome) -> "Stopping " + outcome;
            case Ended(var outcome, _, _) -> outcome.toString();
            case ExperimentState.Deleting _ -> "Deleting";
            case ExperimentState.DeleteFailed _ -> "DeleteFailed";
        };
    }

    /** The fields of a line after the first. */
    static final class Rest implements ArgumentsAggregator {
        @Override
        public List<String> aggregateArguments(ArgumentsAccessor fields, ParameterContext context) {
            return Arrays.stream(fields.toArray()).skip(1).map(String::valueOf).toList();
        }
    }
}
